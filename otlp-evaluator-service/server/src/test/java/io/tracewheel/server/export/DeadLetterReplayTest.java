// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.Main;
import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.export.Sink.Answer;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.SegmentedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DeadLetterReplayTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ID = "otlphttp/d";

  @TempDir private Path temp;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private String letters() {
    return temp.resolve("dead-letters").toString();
  }

  private SegmentedLog log() throws IOException {
    return SegmentedLog.open(new EvaluatorConfig.Log(temp.resolve("log"), 1 << 20, 1 << 30, true));
  }

  private Destinations start(SegmentedLog log, Sink sink) throws IOException {
    return Destinations.start(
        List.of(Settings.http(ID, sink.port())),
        log.readers(List.of(ID)),
        temp.resolve("dead-letters"),
        new Random(1));
  }

  private static List<String> append(SegmentedLog log, int from, int to) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = from; i < to; i++) {
      names.add("secret-" + i);
      byte[] request =
          ExportTraceServiceRequest.newBuilder()
              .addResourceSpans(
                  ResourceSpans.newBuilder()
                      .addScopeSpans(
                          ScopeSpans.newBuilder()
                              .addSpans(Span.newBuilder().setName("secret-" + i))))
              .build()
              .toByteArray();
      log.append(List.of(new Entry(Signal.TRACES, ByteSlice.of(request))))
          .get(30, TimeUnit.SECONDS);
    }
    return names;
  }

  private static String name(byte[] request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request)
          .getResourceSpans(0)
          .getScopeSpans(0)
          .getSpans(0)
          .getName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Sink sink) {
    return sink.taken().stream().map(taken -> name(taken.request())).toList();
  }

  /** Letters of one destination, which refused everything. */
  private List<String> refused(Sink sink, int count) throws Exception {
    sink.script = (call, request) -> Answer.http(400);
    try (SegmentedLog log = log();
        Destinations destinations = start(log, sink)) {
      List<String> names = append(log, 0, count);
      assertThat(destinations.drain(LONG)).isTrue();
      assertThat(sink.taken()).isEmpty();
      return names;
    }
  }

  private String config(Sink sink, String more) throws IOException {
    return Files.writeString(
            temp.resolve("config.yaml"),
            "exporters: {'%s': {endpoint: 'http://127.0.0.1:%d/base', headers: {x-api-key: k2}%s}}"
                .formatted(ID, sink.port(), more))
        .toString();
  }

  private Path file() {
    return temp.resolve("dead-letters").resolve("otlphttp%2Fd.jsonl");
  }

  @Test
  void a_mended_destination_gets_each_letter_once_and_what_it_still_refuses_stays()
      throws Exception {
    try (Sink sink = Sink.http();
        SegmentedLog log = log();
        Destinations destinations = start(log, sink)) {
      sink.script = (call, request) -> Answer.http(400);
      List<String> names = append(log, 0, 30);
      assertThat(destinations.drain(LONG)).isTrue();

      assertThat(run("deadletters", "list", letters())).isZero();
      assertThat(out.toString().lines()).hasSize(31);
      assertThat(out.toString())
          .contains(ID + "  traces", "400", ID + ": 30 letters,")
          .doesNotContain("secret");

      // Every tenth is refused still, and the evaluator adds letters while others are sent.
      List<String> added = new ArrayList<>();
      sink.script =
          (call, request) -> {
            if (call == 40) {
              try {
                added.addAll(append(log, 30, 33));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            }
            return name(request).endsWith("7") || name(request).matches("secret-3[012]")
                ? Answer.http(400)
                : Answer.OK;
          };
      String config = config(sink, "");
      assertThat(run("deadletters", "replay", letters(), "--config", config)).isEqualTo(1);
      assertThat(out.toString()).contains(ID + ": 27 letters accepted by " + ID, "NOT accepted");
      assertThat(sink.headers).containsEntry("x-api-key", "k2");
      assertThat(destinations.drain(LONG)).isTrue();
      List<String> expected =
          new ArrayList<>(names.stream().filter(name -> !name.endsWith("7")).toList());
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(Files.readAllLines(file())).hasSize(3 + 3);
      assertThat(added).hasSize(3);

      sink.script = (call, request) -> Answer.OK;
      assertThat(run("deadletters", "replay", letters(), "--config", config)).isZero();
      assertThat(out.toString()).contains("6 letters accepted");
      expected.addAll(List.of("secret-7", "secret-17", "secret-27"));
      expected.addAll(added);
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(file()).doesNotExist();
      assertThat(run("deadletters", "replay", letters(), "--config", config)).isZero();
      assertThat(names(sink)).hasSameSizeAs(expected);
    }
  }

  @Test
  void a_replay_that_is_killed_goes_on_behind_what_was_accepted() throws Exception {
    try (Sink sink = Sink.http()) {
      List<String> names = refused(sink, 40);
      int before = sink.calls();
      CountDownLatch hanging = new CountDownLatch(1);
      CountDownLatch killed = new CountDownLatch(1);
      sink.script =
          (call, request) -> {
            if (call - before < 25) {
              return Answer.OK;
            }
            hanging.countDown();
            killed.await();
            return Answer.http(503);
          };
      String config = config(sink, "");
      Process replay =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "deadletters",
                  "replay",
                  letters(),
                  "--config",
                  config)
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("said").toFile())
              .start();
      try {
        assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run("deadletters", "list", letters())).isZero();
        assertThat(out.toString()).contains(ID + ": 15 letters,");
        assertThat(run("deadletters", "replay", letters(), "--config", config)).isEqualTo(2);
        assertThat(err.toString()).contains("are being replayed by another process");
      } finally {
        replay.destroyForcibly();
        replay.waitFor(30, TimeUnit.SECONDS);
        killed.countDown();
      }
      assertThat(Files.readAllLines(file())).as("nothing is taken out yet").hasSize(40);

      sink.script = (call, request) -> Answer.OK;
      assertThat(run("deadletters", "replay", letters(), "--config", config)).isZero();
      assertThat(out.toString()).contains("15 letters accepted");
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(names);
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void torn_lines_stay_doubled_ones_are_sent_once_and_a_dead_destination_ends_the_replay()
      throws Exception {
    try (Sink sink = Sink.http()) {
      List<String> names = refused(sink, 5);
      List<String> lines = Files.readAllLines(file());
      String torn = lines.get(2).substring(0, lines.get(2).length() - 9);
      Files.writeString(file(), lines.get(0) + "\n" + torn, StandardOpenOption.APPEND);
      try (SegmentedLog log = log();
          Destinations destinations = start(log, sink)) {
        names.addAll(append(log, 5, 6));
        assertThat(destinations.drain(LONG)).isTrue();
      }
      assertThat(Files.readAllLines(file())).as("the torn line stands alone").hasSize(8);

      int before = sink.calls();
      sink.script = (call, request) -> Answer.http(503);
      String config = config(sink, "");
      assertThat(run("deadletters", "replay", letters(), "--config", config, "--patience", "0"))
          .isEqualTo(1);
      assertThat(out.toString()).contains("1 NOT accepted and kept, as is all behind them");
      assertThat(sink.calls() - before).isEqualTo(1);

      sink.script = (call, request) -> Answer.OK;
      assertThat(run("deadletters", "replay", letters(), "--config", config)).isEqualTo(1);
      assertThat(out.toString()).contains("6 letters accepted", "1 lines are no letters and stay");
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(names);
      assertThat(Files.readAllLines(file())).containsExactly(torn);
    }
  }

  @Test
  void letters_go_elsewhere_as_they_were_received_and_to_their_destination_masked()
      throws Exception {
    try (Sink sink = Sink.http();
        Sink other = Sink.grpc()) {
      refused(sink, 1);
      sink.script = (call, request) -> Answer.OK;
      Path copy = file().resolveSibling("copy");
      Files.copy(file(), copy);
      String masked = config(sink, ", masking: {patterns: {code: 'secret-[0-9]'}}");
      assertThat(run("deadletters", "replay", letters(), "--config", masked)).isZero();
      assertThat(names(sink)).containsExactly("[CODE]");

      Files.move(copy, file());
      String to = "grpc://127.0.0.1:" + other.port();
      assertThat(run("deadletters", "replay", letters(), "--destination", ID, "--to", to)).isZero();
      assertThat(names(other)).containsExactly("secret-0");
    }
  }

  @Test
  void what_cannot_be_used_is_said_in_a_sentence() throws Exception {
    assertThat(run("deadletters", "list", letters())).isEqualTo(2);
    assertThat(err.toString()).contains("There is no directory " + letters());
    try (Sink sink = Sink.http()) {
      refused(sink, 1);
      assertThat(run("deadletters", "list", letters(), "--destination", "otlp/z")).isEqualTo(2);
      assertThat(err.toString())
          .contains("There are no dead letters of otlp/z", "there are some of otlphttp/d.");
      Path config =
          Files.writeString(temp.resolve("c.yaml"), "exporters: {otlp/b: {endpoint: 'b:4317'}}");
      assertThat(run("deadletters", "replay", letters(), "--config", config.toString()))
          .isEqualTo(2);
      assertThat(err.toString()).contains("has no exporter otlphttp/d, which letters are from;");
      assertThat(run("deadletters", "replay", letters(), "--to", "file:x")).isEqualTo(2);
      assertThat(err.toString()).contains("file/x is no OTLP endpoint");
      assertThat(run("deadletters", "replay", letters())).isEqualTo(2);
      assertThat(sink.taken()).isEmpty();
      try (Stream<String> lines = Files.lines(file(), StandardCharsets.UTF_8)) {
        assertThat(lines).hasSize(1);
      }
    }
  }
}
