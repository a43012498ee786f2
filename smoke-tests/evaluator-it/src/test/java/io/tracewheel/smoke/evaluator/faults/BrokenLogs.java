// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tracewheel.smoke.evaluator.OtlpClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes of the log that are not what was written. What they were part of is spoilt, since it is
 * nowhere else; nothing beside it may be.
 */
final class BrokenLogs {

  /** Bytes before the request in a record of the log. */
  private static final int HEADER = 24;

  private BrokenLogs() {}

  static List<Fault> all() {
    return List.of(
        new Fault("byte changed in the log's tail", BrokenLogs::tail),
        new Fault("bytes changed within the log", BrokenLogs::within));
  }

  /** The last record of a log nobody read yet, one byte more of it each time. */
  private static void tail(Stage stage) throws Exception {
    stage.setup.logSettings = "segment_bytes: 1MiB";
    stage.setup.compression = "none";
    int length = HEADER + plain(stage).getSerializedSize();
    int step = stage.form.of(length / 2, 1);
    int spoilt = 0;
    stage.sinkDown();
    for (int at = 0; at < length; at += step) {
      stage.up();
      stage.sinkUp();
      stage.over();
      stage.settle();
      stage.sinkDown();
      byte[] last;
      try (OtlpClient client = new OtlpClient(stage.evaluator())) {
        stage.send(client, stage.ledger.request(2, "beside"));
        ExportTraceServiceRequest request = plain(stage);
        stage.send(client, request);
        last = request.toByteArray();
      }
      stage.kill();
      change(stage, last, at);
      stage.spoils(++spoilt);
    }
    stage.did(
        "%d times a byte of the last record of %d bytes, each %s, after a SIGKILL",
        spoilt, length, step == 1 ? "once" : step + "th");
    // The destination was down, so nothing was in flight when it was killed.
    stage.sinkUp();
    stage.over();
    stage.up();
    stage.settle();
    assertThat(stage.evaluator().said())
        .as("a word about it")
        .containsPattern("is damaged|are cut off|are missing");
  }

  /** Byte i of the i-th of many records, all in one log. */
  private static void within(Stage stage) throws Exception {
    stage.setup.logSettings = "segment_bytes: 1MiB";
    stage.setup.compression = "none";
    int length = HEADER + plain(stage).getSerializedSize();
    stage.up();
    stage.sinkDown();
    List<byte[]> records = new ArrayList<>();
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < length; i++) {
        ExportTraceServiceRequest request = plain(stage);
        stage.send(client, request);
        records.add(request.toByteArray());
        stage.send(client, stage.ledger.request(2, "beside"));
      }
    }
    stage.kill();
    for (int i = 0; i < length; i++) {
      change(stage, records.get(i), i);
    }
    stage.spoils(length);
    stage.did("in each of %d records another byte, one in each place, after a SIGKILL", length);
    stage.sinkUp();
    stage.over();
    stage.up();
    stage.settle();
    assertThat(stage.evaluator().said())
        .as("a word about it")
        .containsPattern("is damaged|are cut off|are missing");
  }

  /** A request of one span that gets no scores, so that it is one record. */
  private static ExportTraceServiceRequest plain(Stage stage) {
    ExportTraceServiceRequest request = stage.ledger.request(1, "plain");
    return stage.ledger.sent() % 2 == 1 ? request : stage.ledger.request(1, "plain");
  }

  /** Changes one byte of the record that holds this request. */
  private static void change(Stage stage, byte[] request, int at) throws IOException {
    String wanted = new String(request, StandardCharsets.ISO_8859_1);
    List<Path> segments;
    try (Stream<Path> files = Files.list(stage.setup.log)) {
      segments = files.filter(path -> path.toString().endsWith(".segment")).toList();
    }
    for (Path segment : segments) {
      int body = Files.readString(segment, StandardCharsets.ISO_8859_1).indexOf(wanted);
      if (body >= 0) {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
          file.seek(body - HEADER + at);
          int was = file.read();
          file.seek(body - HEADER + at);
          file.write(was ^ 0x55);
        }
        return;
      }
    }
    throw new AssertionError("a request is not in the log as it was sent");
  }
}
