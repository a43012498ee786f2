// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.export.Sink.Answer;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.SegmentedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path temp;

  private SegmentedLog log() throws IOException {
    return SegmentedLog.open(new EvaluatorConfig.Log(temp.resolve("log"), 1 << 20, 1 << 30, true));
  }

  private Destinations start(SegmentedLog log, ExporterConfig... configs) throws IOException {
    List<String> ids = Stream.of(configs).map(ExporterConfig::id).toList();
    return Destinations.start(
        List.of(configs), log.readers(ids), temp.resolve("dead-letter"), new Random(1));
  }

  private static byte[] request(String span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.newBuilder().setName(span))))
        .build()
        .toByteArray();
  }

  private static String name(byte[] request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request)
          .getResourceSpans(0)
          .getScopeSpans(0)
          .getSpans(0)
          .getName();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> append(SegmentedLog log, int from, int to) throws Exception {
    List<String> names = new ArrayList<>();
    long end = 0;
    for (int i = from; i < to; i++) {
      names.add("span " + i);
      end =
          log.append(List.of(new Entry(Signal.TRACES, ByteSlice.of(request("span " + i)))))
              .get(30, TimeUnit.SECONDS);
    }
    assertThat(log.end()).isGreaterThanOrEqualTo(end);
    return names;
  }

  private static List<String> names(Sink sink) {
    return sink.taken().stream().map(taken -> name(taken.request())).toList();
  }

  @Test
  void every_destination_gets_everything_and_a_restart_repeats_nothing_delivered()
      throws Exception {
    Path file = temp.resolve("out").resolve("traces.jsonl");
    try (Sink grpc = Sink.grpc();
        Sink http = Sink.http()) {
      ExporterConfig[] configs = {
        Settings.grpc("otlp/a", grpc.port()),
        Settings.http("otlphttp/b", http.port()),
        new ExporterConfig.File("file/c", file)
      };
      List<String> all = new ArrayList<>();
      for (int run = 0; run < 3; run++) {
        try (SegmentedLog log = log();
            Destinations destinations = start(log, configs)) {
          all.addAll(append(log, run * 40, run * 40 + 40));
          assertThat(destinations.drain(LONG)).isTrue();
          assertThat(destinations.statistics())
              .allSatisfy(
                  one -> {
                    assertThat(one.delivered()).isEqualTo(40);
                    assertThat(one.lagBytes()).isZero();
                    assertThat(one.reachable()).isTrue();
                  });
        }
      }
      assertThat(names(grpc)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(names(http)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(fileNames(file)).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_flapping_destination_gets_everything_once(boolean overGrpc) throws Exception {
    Random random = new Random(7);
    try (Sink sink = overGrpc ? Sink.grpc() : Sink.http();
        SegmentedLog log = log();
        Destinations destinations =
            start(
                log,
                overGrpc ? Settings.grpc("d", sink.port()) : Settings.http("d", sink.port()))) {
      sink.script =
          (call, request) -> {
            synchronized (random) {
              if (random.nextInt(10) < 3) {
                return Answer.OK;
              }
            }
            return overGrpc ? Answer.grpc(Status.Code.UNAVAILABLE) : Answer.http(503);
          };
      List<String> all = append(log, 0, 100);
      assertThat(destinations.drain(LONG)).isTrue();
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(destinations.statistics().get(0).failedAttempts()).isEqualTo(sink.calls() - 100L);
    }
  }

  @Test
  void one_that_hangs_holds_up_no_other_and_drain_tells_that_something_is_left() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Sink stuck = Sink.grpc();
        Sink well = Sink.grpc();
        SegmentedLog log = log();
        Destinations destinations =
            start(log, Settings.grpc("stuck", stuck.port()), Settings.grpc("well", well.port()))) {
      stuck.script =
          (call, request) -> {
            release.await();
            return Answer.OK;
          };
      List<String> all = append(log, 0, 200);
      assertThat(destinations.drain(Duration.ofMillis(500))).isFalse();
      long deadline = System.nanoTime() + LONG.toNanos();
      while (destinations.statistics().get(1).lagBytes() > 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(5);
      }
      assertThat(names(well)).containsExactlyInAnyOrderElementsOf(all);
      assertThat(stuck.taken()).isEmpty();
      assertThat(stuck.calls()).as("no more than the window").isEqualTo(Settings.CONCURRENCY);
      assertThat(destinations.statistics().get(0).lagBytes()).isEqualTo(log.end());
      release.countDown();
      assertThat(destinations.drain(LONG)).isTrue();
      assertThat(names(stuck)).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void one_that_is_not_there_at_the_start_gets_all_when_it_comes() throws Exception {
    int port;
    try (Sink gone = Sink.grpc()) {
      port = gone.port();
    }
    try (SegmentedLog log = log();
        Destinations destinations = start(log, Settings.grpc("late", port))) {
      List<String> all = append(log, 0, 50);
      assertThat(destinations.drain(Duration.ofMillis(300))).isFalse();
      assertThat(destinations.statistics().get(0).reachable()).isFalse();
      try (Sink sink = Sink.grpc(port)) {
        assertThat(destinations.drain(LONG)).isTrue();
        assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(destinations.statistics().get(0).reachable()).isTrue();
      }
    }
  }

  @Test
  void what_is_refused_for_good_is_kept_as_a_line_that_can_be_replayed() throws Exception {
    try (Sink sink = Sink.grpc();
        SegmentedLog log = log();
        Destinations destinations = start(log, Settings.grpc("otlp/x", sink.port()))) {
      sink.script =
          (call, request) ->
              name(request).endsWith("3") ? Answer.grpc(Status.Code.INVALID_ARGUMENT) : Answer.OK;
      List<String> all = append(log, 0, 20);
      assertThat(destinations.drain(LONG)).isTrue();
      List<String> good = new ArrayList<>(all);
      good.removeAll(List.of("span 3", "span 13"));
      assertThat(names(sink)).containsExactlyInAnyOrderElementsOf(good);
      assertThat(destinations.statistics().get(0).deadLettered()).isEqualTo(2);
    }
    List<String> lines = Files.readAllLines(temp.resolve("dead-letter").resolve("otlp%2Fx.jsonl"));
    assertThat(lines)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("INVALID_ARGUMENT: told so", "\"otlp/x\""));
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      kept.add(jsonName(line));
    }
    assertThat(kept).containsExactlyInAnyOrder("span 3", "span 13");
  }

  @Test
  void a_stop_with_requests_in_flight_repeats_these_at_most_and_loses_none() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Sink sink = Sink.grpc()) {
      List<String> all;
      try (SegmentedLog log = log();
          Destinations destinations = start(log, Settings.grpc("d", sink.port()))) {
        sink.script =
            (call, request) -> {
              if (call >= 30) {
                never.await();
                return Answer.grpc(Status.Code.UNAVAILABLE);
              }
              return Answer.OK;
            };
        all = append(log, 0, 100);
        long deadline = System.nanoTime() + LONG.toNanos();
        // How many more arrive depends on which of those in flight is the first that hangs.
        while (sink.calls() <= 30) {
          assertThat(System.nanoTime()).isLessThan(deadline);
          Thread.sleep(5);
        }
        assertThat(destinations.drain(Duration.ofMillis(50))).isFalse();
      }
      never.countDown();
      sink.script = (call, request) -> Answer.OK;
      try (SegmentedLog log = log();
          Destinations destinations = start(log, Settings.grpc("d", sink.port()))) {
        assertThat(destinations.drain(LONG)).isTrue();
      }
      assertThat(new LinkedHashSet<>(names(sink))).containsExactlyInAnyOrderElementsOf(all);
      assertThat(names(sink).size() - all.size()).isBetween(0, Settings.CONCURRENCY);
    }
  }

  @Test
  void lines_that_a_crash_left_behind_the_cursor_are_cut_off_and_written_once() throws Exception {
    Path file = temp.resolve("traces.jsonl");
    Files.writeString(file, "somebody else's line without an end");
    ExporterConfig config = new ExporterConfig.File("file/f", file);
    List<String> all = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (SegmentedLog log = log();
          Destinations destinations = start(log, config)) {
        all.addAll(append(log, run * 10, run * 10 + 10));
        assertThat(destinations.drain(LONG)).isTrue();
      }
      // As if killed after writing and before the cursor moved: a whole line and a torn one.
      Files.writeString(file, "{\"resourceSpans\":[]}\n{\"resourceSp", StandardOpenOption.APPEND);
    }
    try (SegmentedLog log = log();
        Destinations destinations = start(log, config)) {
      all.addAll(append(log, 30, 31));
      assertThat(destinations.drain(LONG)).isTrue();
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).isEqualTo("somebody else's line without an end");
    List<String> names = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      names.add(jsonName(line));
    }
    assertThat(names).isEqualTo(all);
  }

  @Test
  void a_file_that_cannot_be_written_is_tried_until_it_can() throws Exception {
    Path directory = Files.writeString(temp.resolve("dir"), "a file where a directory must be");
    Path file = directory.resolve("traces.jsonl");
    try (SegmentedLog log = log();
        Destinations destinations = start(log, new ExporterConfig.File("file/f", file))) {
      List<String> all = append(log, 0, 5);
      assertThat(destinations.drain(Duration.ofMillis(200))).isFalse();
      assertThat(destinations.statistics().get(0).reachable()).isFalse();
      Files.delete(directory);
      assertThat(destinations.drain(LONG)).isTrue();
      assertThat(fileNames(file)).isEqualTo(all);
    }
  }

  private static List<String> fileNames(Path file) throws Exception {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      names.add(jsonName(line));
    }
    return names;
  }

  private static String jsonName(String line) throws Exception {
    ByteSlice protobuf =
        new OtlpJson(ScanLimits.DEFAULT)
            .toProtobuf(Signal.TRACES, ByteSlice.of(line.getBytes(StandardCharsets.UTF_8)));
    return name(protobuf.toByteArray());
  }
}
