// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.evaluate;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.tracewheel.benchmark.Spans;
import java.util.Random;

/** A request of chat calls, each with about 4 KB of messages, instructions and tools. */
final class Exchanges {

  /** Spans in the request. */
  static final int SPANS = 64;

  /** Of the message history; instructions, tools and the answer are another 1.2 KB. */
  private static final int HISTORY = 2_600;

  private Exchanges() {}

  static byte[] request() {
    Random random = new Random(42);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ScopeSpans.Builder scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(Spans.chat(random, HISTORY));
    }
    return request.build().toByteArray();
  }
}
