// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much is allocated and held. */
class MemoryTest {
  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();

  @Test
  void allocationDoesNotDependOnSpansThatAreOnlyPassedOn() throws Exception {
    ByteSlice few = request(10, 5, 300);
    ByteSlice many = request(10_000, 5, 300);
    for (int i = 0; i < 200; i++) {
      scanAndSplice(few);
      scanAndSplice(many);
    }
    long forFew = allocatedBy(few);
    long forMany = allocatedBy(many);
    assertThat(forMany).as("bytes allocated, 10,000 spans against 10").isEqualTo(forFew);
    assertThat(forMany).isLessThan(1024);
  }

  /** The least of several runs: what the JVM allocates on its own account does not count. */
  private long allocatedBy(ByteSlice bytes) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = threads.getThreadAllocatedBytes(id);
      scanAndSplice(bytes);
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    return least;
  }

  private ByteSlice scanAndSplice(ByteSlice bytes) throws MalformedOtlpException {
    request.scan(bytes, SpliceDifferentialTest.GEN_AI, ScanLimits.DEFAULT);
    splicer.begin(request);
    for (int i = 0; i < request.selectedCount(); i++) {
      splicer
          .append(i)
          .put("tracewheel.evaluation.a.score.value", 1.0)
          .put("tracewheel.evaluation.a.score.label", "pass")
          .put("tracewheel.evaluation.a.count", 7);
    }
    return splicer.splice();
  }

  @Test
  void aRequestOf64MebibytesIsSplicedAndItsBufferGivenUpLater() throws Exception {
    byte[] bytes = request(1000, 40, 65_000).toByteArray();
    assertThat(bytes.length).isGreaterThan(64 << 20);
    assertThat(
            ExportTraceServiceRequest.parseFrom(scanAndSplice(ByteSlice.of(bytes)).toByteArray()))
        .isEqualTo(edited(bytes));

    ByteSlice small = request(10, 5, 300);
    int held = 0;
    for (int i = 0; i < 100; i++) {
      held = scanAndSplice(small).array().length;
    }
    assertThat(held).as("bytes held for small requests").isLessThan(1 << 20);
  }

  @Test
  void oneSpanOf64MebibytesIsSpliced() throws Exception {
    byte[] bytes = request(1, 1, 64 << 20).toByteArray();
    assertThat(
            ExportTraceServiceRequest.parseFrom(scanAndSplice(ByteSlice.of(bytes)).toByteArray()))
        .isEqualTo(edited(bytes));
  }

  private static ExportTraceServiceRequest edited(byte[] bytes) throws Exception {
    ExportTraceServiceRequest.Builder builder =
        ExportTraceServiceRequest.parseFrom(bytes).toBuilder();
    for (Span.Builder span :
        builder.getResourceSpansBuilder(0).getScopeSpansBuilder(0).getSpansBuilderList()) {
      if (span.getAttributes(0).getKey().startsWith("gen_ai.")) {
        span.addAttributesBuilder()
            .setKey("tracewheel.evaluation.a.score.value")
            .getValueBuilder()
            .setDoubleValue(1.0);
        span.addAttributesBuilder()
            .setKey("tracewheel.evaluation.a.score.label")
            .getValueBuilder()
            .setStringValue("pass");
        span.addAttributesBuilder()
            .setKey("tracewheel.evaluation.a.count")
            .getValueBuilder()
            .setIntValue(7);
      }
    }
    return builder.build();
  }

  /** Spans of which the first few are selected, the rest only passed on. */
  private static ByteSlice request(int passedOn, int selected, int text) {
    Random random = new Random(1);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ScopeSpans.Builder scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    for (int i = 0; i < passedOn + selected; i++) {
      byte[] id = new byte[16];
      random.nextBytes(id);
      Span.Builder span =
          scope
              .addSpansBuilder()
              .setTraceId(com.google.protobuf.ByteString.copyFrom(id))
              .setName("span " + i)
              .setStartTimeUnixNano(1L << 60);
      span.addAttributesBuilder()
          .setKey(i < selected ? "gen_ai.operation.name" : "http.route")
          .getValueBuilder()
          .setStringValue("x".repeat(text));
      span.addEventsBuilder()
          .setName("event")
          .addAttributesBuilder()
          .setKey("a")
          .getValueBuilder()
          .setIntValue(100_000);
      span.addLinksBuilder().setTraceState("a=b");
      span.getStatusBuilder().setCodeValue(2);
    }
    return ByteSlice.of(request.build().toByteArray());
  }
}
