// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.SegmentedLog;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogCommandTest {
  @TempDir private Path temp;
  private Path directory;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void directory() {
    directory = temp.resolve("log");
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private SegmentedLog open() throws Exception {
    return SegmentedLog.open(new EvaluatorConfig.Log(directory, 2_000, 1 << 30, true));
  }

  private static byte[] request(String span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.newBuilder().setName(span))))
        .build()
        .toByteArray();
  }

  private static long append(SegmentedLog log, String name, Passage passage) throws Exception {
    return log.append(List.of(new Entry(Signal.TRACES, ByteSlice.of(request(name)), passage)))
        .get(20, TimeUnit.SECONDS);
  }

  private List<String> exported(String... options) throws Exception {
    Path file = temp.resolve("out.jsonl");
    String[] arguments =
        Stream.concat(
                Stream.of("log", "export", directory.toString(), "--out", file.toString()),
                Stream.of(options))
            .toArray(String[]::new);
    assertThat(run(arguments)).as(() -> err.toString()).isZero();
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll(".*\"name\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  @Test
  void inspects_verifies_and_exports_a_log_that_is_in_use() throws Exception {
    try (SegmentedLog log = open()) {
      Map<String, LogReader> readers = log.readers(List.of("otlp/x", "file/y"));
      for (int i = 0; i < 100; i++) {
        append(log, "s" + i, Passage.FREE);
      }
      LogReader reader = readers.get("otlp/x");
      assertThat(reader).isNotNull();
      long at = 0;
      for (int read = 0; read < 90; ) {
        for (LogRecord record : reader.poll(100, Duration.ofSeconds(1))) {
          if (++read <= 90) {
            at = record.next();
          }
        }
      }
      reader.commit(at);

      assertThat(run("log", "inspect", directory.toString())).isZero();
      assertThat(out.toString())
          .contains("requests: 100 of traces.")
          .containsPattern("otlp/x +" + at + " +" + (log.end() - at) + " +10 ")
          .containsPattern("file/y +0 +" + log.end() + " +100 ");
      assertThat(run("log", "verify", directory.toString())).isZero();
      assertThat(out.toString()).contains("with 100 records, all good.");

      assertThat(exported()).hasSize(100).startsWith("s0").endsWith("s99");
      assertThat(exported("--not-delivered-to", "otlp/x")).hasSize(10).startsWith("s90");
      assertThat(exported("--from", Long.toString(at))).hasSize(10);
      assertThat(exported("--to", Long.toString(at))).hasSize(90).endsWith("s89");
      String later = Instant.now().plusSeconds(3_600).toString();
      assertThat(exported("--since", later)).isEmpty();
      assertThat(exported("--until", later)).hasSize(100);
    }
  }

  @Test
  void exports_protobuf_files_with_the_bytes_that_were_logged() throws Exception {
    try (SegmentedLog log = open()) {
      append(log, "one", Passage.FREE);
      append(log, "two", Passage.FREE);
    }
    Path files = temp.resolve("files");
    assertThat(
            run(
                "log",
                "export",
                directory.toString(),
                "--format",
                "protobuf",
                "--out",
                files.toString()))
        .isZero();
    try (Stream<Path> all = Files.list(files)) {
      assertThat(all.sorted().toList())
          .satisfiesExactly(
              one -> {
                assertThat(one).hasFileName("0000000000000000.traces.pb");
                assertThat(one).hasBinaryContent(request("one"));
              },
              two -> assertThat(two).hasBinaryContent(request("two")));
    }
  }

  @Test
  void what_was_released_is_exported_once_and_what_still_waits_too() throws Exception {
    try (SegmentedLog log = open()) {
      long free = append(log, "free", Passage.FREE);
      append(log, "released", Passage.HELD);
      append(log, "waits", Passage.HELD);
      byte[] position = ByteBuffer.allocate(Long.BYTES).putLong(free).array();
      log.append(
              List.of(
                  new Entry(Signal.TRACES, ByteSlice.of(position), Passage.RELEASE),
                  new Entry(Signal.TRACES, ByteSlice.of(request("with scores")), Passage.RELEASED)))
          .get(20, TimeUnit.SECONDS);

      assertThat(exported()).containsExactly("free", "waits", "with scores");
    }
  }

  @Test
  void names_every_damaged_place_copies_the_rest_and_fails() throws Exception {
    try (SegmentedLog log = open()) {
      log.readers(List.of("otlp/x"));
      for (int i = 0; i < 100; i++) {
        append(log, "s" + i, Passage.FREE);
      }
    }
    Path first = directory.resolve("0000000000000000.segment");
    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      file.seek(64 + 30); // in the first record's body
      file.write(0x7F);
    }
    Path cursor = directory.resolve("cursors").resolve("otlp%2Fx.cursor");
    Files.write(cursor, new byte[1024]);

    for (String command : List.of("inspect", "verify")) {
      assertThat(run("log", command, directory.toString())).as(command).isEqualTo(1);
      assertThat(out.toString())
          .contains("0000000000000000.segment: ")
          .contains("from position 0 to ")
          .contains("The position of otlp/x is damaged");
    }
    Path lines = temp.resolve("lines.jsonl");
    assertThat(run("log", "export", directory.toString(), "--out", lines.toString())).isEqualTo(1);
    assertThat(Files.readAllLines(lines)).hasSize(99);
    assertThat(err.toString()).contains("99 requests copied;").contains("are damaged");
  }

  @Test
  void what_cannot_be_used_is_said_in_a_sentence() throws Exception {
    assertThat(run("log", "verify", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("There is no directory " + directory);
    try (SegmentedLog log = open()) {
      log.readers(List.of("otlp/x"));
    }
    assertThat(run("log", "export", directory.toString(), "--not-delivered-to", "otlp/z"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("knows no destination otlp/z; it knows otlp/x.");
    assertThat(run("log", "export", directory.toString(), "--since", "today")).isEqualTo(2);
    assertThat(err.toString()).contains("--since is today, but it takes a time in UTC");
    assertThat(run("log", "export", directory.toString(), "--format", "protobuf")).isEqualTo(2);
    assertThat(err.toString()).contains("--format protobuf needs --out with a directory.");
    assertThat(run("log")).isZero();
    assertThat(out.toString()).contains("inspect", "verify", "export");
  }
}
