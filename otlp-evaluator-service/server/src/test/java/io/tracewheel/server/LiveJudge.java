// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.DestinationUri;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.export.Delivery;
import io.tracewheel.server.export.OtlpSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running evaluator with a judge of our own behind it and a file as its destination. */
final class LiveJudge implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** How long it takes to answer; a lower value ends waits that have begun. */
  volatile long delayMillis;

  /** Answers a call in place of a verdict; null for a verdict. */
  volatile @Nullable HttpHandler conduct;

  private final Path directory;
  private final HttpServer judge;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Evaluator evaluator;

  LiveJudge(Path directory, String rules, String traces) throws Exception {
    this.directory = directory;
    Files.createDirectories(directory);
    judge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    judge.setExecutor(threads);
    judge.createContext(
        "/",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          sleep();
          HttpHandler told = conduct;
          if (told != null) {
            try (exchange) {
              told.handle(exchange);
            }
            return;
          }
          byte[] body =
              ("{\"id\":\"r1\",\"model\":\"j-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                      + "\"assistant\",\"content\":\"{\\\"explanation\\\":\\\"kind\\\",\\\"pass\\\":true}"
                      + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,"
                      + "\"completion_tokens\":100,\"total_tokens\":1100}}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    judge.start();
    writeRules(rules);
    Path config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "receivers: {otlp: {protocols: {grpc: {endpoint: \"127.0.0.1:0\"},"
                + " http: {endpoint: \"127.0.0.1:0\"}}}}",
            "log: {directory: \"" + directory.resolve("data/log") + "\", fsync: false}",
            "evaluators: {rules: rules.yaml, " + traces + "}",
            ""));
    EvaluatorConfig read = ConfigReader.ofProcess(Set.of()).read(config);
    evaluator =
        Evaluator.start(
            read.withAdmin(new EvaluatorConfig.Admin(new HostPort("127.0.0.1", 0), true))
                .withExporters(List.of(DestinationUri.parse("file:" + sink().toAbsolutePath()))));
  }

  private void sleep() throws IOException {
    try {
      for (long slept = 0; slept < delayMillis; slept += 5) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** {@code PORT} in the text is the judge's. */
  void writeRules(String text) throws IOException {
    Path fresh = directory.resolve("fresh.yaml");
    Files.writeString(fresh, text.replace("PORT", Integer.toString(judge.getAddress().getPort())));
    Files.move(
        fresh,
        directory.resolve("rules.yaml"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  private Path sink() {
    return directory.resolve("sink.jsonl");
  }

  /** A trace of one call whose answer is a text. */
  static String trace(int number, String answer) {
    return String.format(
        Locale.ROOT,
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
            + "{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\","
            + "\"spanId\":\"%016x\",\"name\":\"chat\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":"
            + "\"2\",\"attributes\":[{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":"
            + "\"chat\"}},{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"5\"}},"
            + "{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":"
            + "\"[{\\\"role\\\":\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"%s\\\""
            + "}]}]\"}}]}]}]}]}",
        number,
        number,
        answer);
  }

  void send(String line) throws Exception {
    ByteSlice request =
        new OtlpJson(ScanLimits.DEFAULT)
            .toProtobuf(Signal.TRACES, ByteSlice.of(line.getBytes(UTF_8)));
    ExporterConfig to = DestinationUri.parse("grpc://" + evaluator.grpcEndpoint());
    try (OtlpSender sender = OtlpSender.open((ExporterConfig.Otlp) to)) {
      Delivery delivery = sender.send(Signal.TRACES, ByteSlice.of(request.toByteArray())).join();
      if (!(delivery instanceof Delivery.Accepted)) {
        throw new IllegalStateException(delivery.toString());
      }
    }
  }

  /** Requests of a signal that have come out, as JSON. */
  List<JsonNode> out(Signal signal) throws IOException {
    return out(directory, signal);
  }

  private static List<JsonNode> out(Path directory, Signal signal) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    Path sink = directory.resolve("sink.jsonl");
    if (Files.exists(sink)) {
      for (String line : Files.readAllLines(sink)) {
        if (line.endsWith("}") && line.contains("\"" + signal.requestField() + "\"")) {
          lines.add(JsonMapper.shared().readTree(line));
        }
      }
    }
    return lines;
  }

  /** Records of a kind in all of that: {@code spans} or {@code logRecords}. */
  List<JsonNode> records(Signal signal, String field) throws IOException {
    return records(directory, signal, field);
  }

  static List<JsonNode> records(Path directory, Signal signal, String field) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (JsonNode line : out(directory, signal)) {
      line.findValues(field).forEach(list -> list.forEach(records::add));
    }
    return records;
  }

  /** The files of one evaluator, as they are now. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  static String attribute(JsonNode record, String key) {
    for (JsonNode attribute : record.path("attributes")) {
      if (attribute.path("key").asString().equals(key)) {
        return attribute.path("value").iterator().next().asString();
      }
    }
    return "";
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("nothing came within 30 s");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws Exception {
    evaluator.stop(Duration.ofSeconds(10));
    judge.stop(0);
    threads.shutdownNow();
  }
}
