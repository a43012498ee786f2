// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Recorded runs of a real agent as OTLP/JSON lines; skipped where they are not. */
class RecordedTracesTest {

  @Test
  void jsonToProtobufToJsonToProtobufChangesNothing() throws Exception {
    Path file = file();
    assumeThat(file).as("the recorded runs are not on this machine").exists();
    OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
    TraceRequest request = new TraceRequest();
    int spans = 0;
    int lines = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        byte[] first =
            json.toProtobuf(Signal.TRACES, ByteSlice.of(line.getBytes(StandardCharsets.UTF_8)))
                .toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.writeJson(Signal.TRACES, ByteSlice.of(first), out);
        byte[] second =
            json.toProtobuf(Signal.TRACES, ByteSlice.of(out.toByteArray())).toByteArray();
        assertThat(ExportTraceServiceRequest.parseFrom(second))
            .as("line %s", ++lines)
            .isEqualTo(ExportTraceServiceRequest.parseFrom(first));
        request.scan(ByteSlice.of(first), SpliceDifferentialTest.GEN_AI, ScanLimits.DEFAULT);
        assertThat(request.spansWithInvalidIds()).as("line %s", lines).isZero();
        spans += request.spanCount();
      }
    }
    assertThat(spans).isPositive();
  }

  private static Path file() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    return root.resolve("../shared/data/tau-airline/traces.jsonl.gz").normalize();
  }
}
