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

  private static final String SAID =
      "I have found your order. It left the warehouse on Monday and is with the carrier now; let me"
          + " look up whether it can still be changed before I say more about the refund.";

  private Exchanges() {}

  static byte[] request() {
    return request(SAID);
  }

  /** The same, but that each answer repeats an e-mail address, a card's number and an API key. */
  static byte[] requestWithPrivateData() {
    return request(
        SAID
            + " I wrote to ann.example@example.com, charged 4111 1111 1111 1111 and used"
            + " AKIAIOSFODNN7EXAMPLE.");
  }

  private static byte[] request(String said) {
    Random random = new Random(42);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ScopeSpans.Builder scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    for (int i = 0; i < SPANS; i++) {
      scope.addSpans(Spans.chat(random, HISTORY, said));
    }
    return request.build().toByteArray();
  }
}
