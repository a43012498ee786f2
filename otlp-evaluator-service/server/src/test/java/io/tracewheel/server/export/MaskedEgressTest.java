// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.RunningEvaluator;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.config.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests go in by every door and out by every way; what is private leaves by none that masks. */
class MaskedEgressTest {
  private static final int PAYLOADS = 10_000;
  private static final long SEED = 7;
  private static final Pattern ID = Pattern.compile("payload-(\\d+)-end");

  @TempDir Path temp;

  private static String yaml(Path temp, Sink grpc, Sink http, Sink bareGrpc, Sink bareHttp) {
    return """
        log: {fsync: false}
        scores: {events: all}
        exporters:
          otlp/masked:
            endpoint: 127.0.0.1:%d
            tls: {insecure: true}
            compression: gzip
            masking: {mask: [all], except: [payload.id]}
          otlphttp/pseudonyms:
            endpoint: http://127.0.0.1:%d/base
            compression: none
            masking:
              pseudonym: [pii]
              drop: [secrets]
              pseudonym_key: a key of the test's own
              except: [payload.id]
          otlp/bare: {endpoint: "127.0.0.1:%d", tls: {insecure: true}, compression: none}
          otlphttp/bare: {endpoint: "http://127.0.0.1:%d/base", compression: gzip}
          file/masked:
            path: %s
            masking: {mask: [all], except: [payload.id]}
        """
        .formatted(
            grpc.port(),
            http.port(),
            bareGrpc.port(),
            bareHttp.port(),
            temp.resolve("masked.jsonl"));
  }

  @Test
  void no_byte_of_10000_payloads_leaves_unmasked_and_the_destination_beside_gets_all_of_it()
      throws Exception {
    List<Canaries.Payload> payloads = new ArrayList<>();
    Canaries canaries = new Canaries(SEED);
    for (int i = 0; i < PAYLOADS; i++) {
      payloads.add(canaries.payload(i));
    }
    try (Sink grpc = Sink.grpc();
        Sink http = Sink.http();
        Sink bareGrpc = Sink.grpc();
        Sink bareHttp = Sink.http()) {
      RunningEvaluator evaluator =
          RunningEvaluator.start(temp, yaml(temp, grpc, http, bareGrpc, bareHttp));
      send(evaluator, payloads);
      evaluator.stop(Duration.ofSeconds(120));

      int planted = payloads.stream().mapToInt(payload -> payload.planted().size()).sum();
      System.out.println("seed " + SEED + ", " + PAYLOADS + " payloads, " + planted + " canaries");
      assertThat(clean(grpc, payloads)).isEqualTo(PAYLOADS);
      assertThat(clean(http, payloads)).isEqualTo(PAYLOADS);
      assertThat(whole(bareGrpc, payloads)).isEqualTo(PAYLOADS);
      assertThat(whole(bareHttp, payloads)).isEqualTo(PAYLOADS);
      int lines = 0;
      for (String line : Files.readAllLines(temp.resolve("masked.jsonl"))) {
        lines += check(line, payloads) ? 1 : 0;
      }
      assertThat(lines).isEqualTo(PAYLOADS);
      assertThat(temp.resolve("dead-letters")).doesNotExist();
    }
  }

  /** By gRPC and HTTP, protobuf and JSON, with gzip and without, in turn. */
  private static void send(RunningEvaluator evaluator, List<Canaries.Payload> payloads)
      throws Exception {
    Semaphore window = new Semaphore(32);
    List<CompletableFuture<String>> answers = new ArrayList<>();
    try (OtlpSender grpc = grpc(evaluator, Compression.NONE);
        OtlpSender grpcGzip = grpc(evaluator, Compression.GZIP);
        OtlpSender http = http(evaluator, Compression.NONE);
        OtlpSender httpGzip = http(evaluator, Compression.GZIP)) {
      HttpClient client = HttpClient.newHttpClient();
      List<OtlpSender> senders = List.of(grpc, grpcGzip, http, httpGzip);
      for (Canaries.Payload payload : payloads) {
        window.acquire();
        byte[] bytes = payload.request().toByteArray();
        int door = payload.number() % 6;
        CompletableFuture<String> answer;
        if (door < 4) {
          byte[] more = Canaries.withUnknownField(bytes, "of zqnobody@example.co.uk");
          answer =
              senders
                  .get(door)
                  .send(payload.signal(), ByteSlice.of(door % 2 == 0 ? more : bytes))
                  .thenApply(
                      delivery -> delivery instanceof Delivery.Accepted ? "" : "" + delivery);
        } else {
          answer = json(client, evaluator, payload.signal(), bytes, door == 5);
        }
        answers.add(answer.whenComplete((any, failure) -> window.release()));
      }
      for (CompletableFuture<String> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  private static OtlpSender grpc(RunningEvaluator evaluator, Compression compression) {
    return OtlpSender.open(
        new ExporterConfig.Otlp(
            "client",
            new HostPort("127.0.0.1", evaluator.grpcPort()),
            Map.of(),
            true,
            TlsFiles.NONE,
            compression,
            Duration.ofMinutes(1),
            new ExporterConfig.Retry(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            1));
  }

  private static OtlpSender http(RunningEvaluator evaluator, Compression compression) {
    return OtlpSender.open(
        new ExporterConfig.OtlpHttp(
            "client",
            URI.create("http://127.0.0.1:" + evaluator.httpPort()),
            Map.of(),
            TlsFiles.NONE,
            compression,
            Duration.ofMinutes(1),
            new ExporterConfig.Retry(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            1));
  }

  private static CompletableFuture<String> json(
      HttpClient client, RunningEvaluator evaluator, Signal signal, byte[] request, boolean gzip)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new OtlpJson(ScanLimits.DEFAULT).writeJson(signal, ByteSlice.of(request), out);
    byte[] body = out.toByteArray();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + evaluator.httpPort() + signal.httpPath()))
            .header("Content-Type", "application/json");
    if (gzip) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
        zip.write(body);
      }
      body = zipped.toByteArray();
      builder.header("Content-Encoding", "gzip");
    }
    return client
        .sendAsync(
            builder.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> response.statusCode() == 200 ? "" : response.body());
  }

  /** How many payloads a sink has, in whose bytes nothing is that was planted. */
  private static int clean(Sink sink, List<Canaries.Payload> payloads) {
    int seen = 0;
    for (Sink.Taken taken : sink.taken()) {
      seen += check(new String(taken.request(), StandardCharsets.UTF_8), payloads) ? 1 : 0;
    }
    return seen;
  }

  private static boolean check(String egress, List<Canaries.Payload> payloads) {
    assertThat(egress)
        .doesNotContain("example.co.uk", "BEGIN PRIVATE", "ghp_", "sk-ant-", "sk_live_");
    Matcher id = ID.matcher(egress);
    if (!id.find()) {
      return false; // scores
    }
    Canaries.Payload payload = payloads.get(Integer.parseInt(id.group(1)));
    for (String value : payload.planted()) {
      if (egress.contains(value)) {
        throw new AssertionError("\"" + value + "\" left in " + egress);
      }
    }
    return true;
  }

  private static int whole(Sink sink, List<Canaries.Payload> payloads) {
    int seen = 0;
    for (Sink.Taken taken : sink.taken()) {
      String egress = new String(taken.request(), StandardCharsets.UTF_8);
      Matcher id = ID.matcher(egress);
      if (id.find()) {
        Canaries.Payload payload = payloads.get(Integer.parseInt(id.group(1)));
        String sent = new String(payload.request().toByteArray(), StandardCharsets.UTF_8);
        for (String value : payload.planted()) {
          if (sent.contains(value) && !egress.contains(value)) {
            throw new AssertionError("\"" + value + "\" is missing in " + egress);
          }
        }
        seen++;
      }
    }
    return seen;
  }

  @Test
  void what_cannot_be_looked_through_is_held_back_from_where_it_would_be_masked_only()
      throws Exception {
    // A group inside resource spans: legal protobuf, and nothing that could be emptied.
    byte[] request = {0x0a, 2, 0x33, 0x34};
    try (Sink grpc = Sink.grpc();
        Sink http = Sink.http();
        Sink bareGrpc = Sink.grpc();
        Sink bareHttp = Sink.http()) {
      RunningEvaluator evaluator =
          RunningEvaluator.start(temp, yaml(temp, grpc, http, bareGrpc, bareHttp));
      try (OtlpSender sender = http(evaluator, Compression.NONE)) {
        assertThat(sender.send(Signal.TRACES, ByteSlice.of(request)).get(60, TimeUnit.SECONDS))
            .isInstanceOf(Delivery.Accepted.class);
      }
      evaluator.stop(Duration.ofSeconds(60));
      assertThat(grpc.calls() + http.calls()).isZero();
      assertThat(bareGrpc.taken()).hasSize(1);
      assertThat(bareHttp.taken().get(0).request()).isEqualTo(request);
      Path letters = temp.resolve("dead-letters").resolve("otlp%2Fmasked.jsonl");
      assertThat(Files.readString(letters)).contains("cannot be masked", "group");
    }
  }

  @Test
  void json_in_attributes_is_json_after_masking_and_pseudonyms_outlive_a_restart()
      throws Exception {
    List<Canaries.Payload> payloads = new ArrayList<>();
    Canaries canaries = new Canaries(SEED + 1);
    for (int i = 0; i < 300; i++) {
      payloads.add(canaries.payload(i));
    }
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Path directory = Files.createDirectories(temp.resolve("run" + run));
      try (Sink grpc = Sink.grpc();
          Sink http = Sink.http();
          Sink bareGrpc = Sink.grpc();
          Sink bareHttp = Sink.http()) {
        RunningEvaluator evaluator =
            RunningEvaluator.start(directory, yaml(directory, grpc, http, bareGrpc, bareHttp));
        send(evaluator, payloads);
        evaluator.stop(Duration.ofSeconds(60));
        List<String> pseudonyms = new ArrayList<>();
        for (Sink.Taken taken : http.taken()) {
          Matcher mark =
              Pattern.compile("\\[[A-Z_]+:[a-p]{16}]")
                  .matcher(new String(taken.request(), StandardCharsets.UTF_8));
          while (mark.find()) {
            pseudonyms.add(mark.group());
          }
        }
        runs.add(pseudonyms.stream().sorted().toList());
        for (String line : Files.readAllLines(directory.resolve("masked.jsonl"))) {
          readable(JsonMapper.shared().readTree(line));
        }
      }
    }
    assertThat(runs.get(0)).hasSizeGreaterThan(300).isEqualTo(runs.get(1));
  }

  /** Texts that begin like JSON are JSON. */
  private static void readable(JsonNode node) {
    if (node.isString()
        && (node.asString().startsWith("{\"") || node.asString().startsWith("[{"))) {
      assertThat(JsonMapper.shared().readTree(node.asString()).isContainer()).isTrue();
    }
    node.forEach(MaskedEgressTest::readable);
  }
}
