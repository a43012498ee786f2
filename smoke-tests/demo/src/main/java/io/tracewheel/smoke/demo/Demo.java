// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.smoke.modelstub.ModelStub;
import io.tracewheel.smoke.modelstub.Scenario;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the sample application under the agent, against the stand-in for a model, into the
 * evaluator, and prints what the evaluator forwarded.
 */
public final class Demo {
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration RUN = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Pattern HTTP_ENDPOINT =
      Pattern.compile("OTLP/HTTP (?:http://)?([^ ,/]+:\\d+)");

  private final Options options;
  private final PrintStream out;
  private final Style style;
  private final Path directory;

  /** Started and not yet stopped, the last one first; guarded by itself. */
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private Demo(Options options, PrintStream out, Style style, Path directory) {
    this.options = options;
    this.out = out;
    this.style = style;
    this.directory = directory;
  }

  /**
   * Options: see {@link Options}. Exit code 0 when every part worked and all that was expected
   * arrived, 1 when not, 2 for bad options.
   */
  public static void main(String[] args) {
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset);
    System.exit(run(args, charset.equals(UTF_8), out, err));
  }

  private static int run(String[] args, boolean unicode, PrintStream out, PrintStream err) {
    Options options;
    try {
      options = Options.parse(args);
    } catch (DemoException e) {
      err.println("tracewheel demo: " + e.getMessage());
      return 2;
    }
    try {
      Path directory = Files.createTempDirectory("tracewheel-demo");
      Demo demo = new Demo(options, out, new Style(options.color(), unicode), directory);
      // For Ctrl-C as for the ordinary end.
      Runtime.getRuntime().addShutdownHook(new Thread(demo::cleanUp, "clean-up"));
      List<String> unmet = demo.show();
      unmet.forEach(sentence -> err.println("tracewheel demo: " + sentence));
      return unmet.isEmpty() ? 0 : 1;
    } catch (DemoException | IOException e) {
      err.println("tracewheel demo: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private List<String> show() throws DemoException, IOException, InterruptedException {
    Path file = directory.resolve("traces.jsonl");
    out.println(
        "Starting the evaluator, a stand-in for a model API, and a support agent (LangChain4j)");
    out.println("that knows nothing of telemetry, with -javaagent: ...");
    Child evaluator = started(startEvaluator(file));
    String ready = evaluator.firstLine(READY);
    Matcher endpoint = HTTP_ENDPOINT.matcher(ready);
    if (!endpoint.find()) {
      throw new DemoException("the evaluator did not say where it listens: " + ready);
    }
    ModelStub stub = started(ModelStub.start(0, scenario()));
    Child app = started(startSupportAgent(stub, "http://" + endpoint.group(1)));
    app.finish(RUN);
    evaluator.stop(DRAIN);
    if (!Files.exists(file)) {
      throw new DemoException("nothing arrived: the evaluator wrote no " + file.getFileName());
    }
    Telemetry telemetry = Telemetry.read(file);
    out.println(
        telemetry.spans().size()
            + " spans in "
            + telemetry.traces().size()
            + " traces came through, scored on their way. Each question of a customer is one"
            + " trace:");
    out.println();
    new Report(out, style).print(telemetry);
    return Expectations.unmet(stub.served(), telemetry);
  }

  private Child startEvaluator(Path file) throws IOException {
    return Child.start(
        "evaluator",
        directory,
        List.of(
            options.java().toString(),
            "-jar",
            options.evaluator().toString(),
            "up",
            "--grpc-port",
            "0",
            "--admin-port",
            "0",
            "--http-port",
            "0",
            "--data",
            directory.resolve("data").toString(),
            "--to",
            "file:" + file),
        Map.of());
  }

  private Child startSupportAgent(ModelStub stub, String otlpEndpoint) throws IOException {
    return Child.start(
        "support-agent",
        directory,
        List.of(
            options.java().toString(),
            "-javaagent:" + options.agent(),
            "-jar",
            options.supportAgent().toString()),
        Map.of(
            "OPENAI_BASE_URL", stub.baseUrl(),
            "OPENAI_API_KEY", "none",
            "OTEL_SERVICE_NAME", "support-agent",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
            "OTEL_EXPORTER_OTLP_ENDPOINT", otlpEndpoint,
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"));
  }

  private static Scenario scenario() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(ModelStub.class.getResourceAsStream("/scenarios/support.json"))) {
      return Scenario.parse(new String(script.readAllBytes(), UTF_8));
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    synchronized (running) {
      running.push(part);
    }
    return part;
  }

  private void cleanUp() {
    synchronized (running) {
      while (!running.isEmpty()) {
        try {
          running.pop().close();
        } catch (Exception e) {
          // The others must still be stopped.
          out.println("tracewheel demo: could not stop a part: " + e.getMessage());
        }
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      out.println("tracewheel demo: could not remove " + directory + ": " + e.getMessage());
    }
  }
}
