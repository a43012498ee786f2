// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.tracewheel.benchmark.Spans;
import java.util.List;
import java.util.Random;

/**
 * The traffic of the road benchmark: requests of {@value #SPANS} spans, made once from a fixed
 * seed.
 *
 * <p>A plain span is about 600 bytes with 12 attributes, as HTTP and database instrumentations make
 * them. A GenAI span is a chat call of 2 to 20 KB with system instructions, a message history, two
 * declared tools and an answer that calls one of them, so that every evaluator which reads content
 * has content to read.
 */
enum Payload {
  /** Plain spans only. */
  PLAIN(0),
  /** One GenAI span in five. */
  MIX20(5);

  /** Spans in each request. */
  static final int SPANS = 512;

  private static final int DISTINCT = 8;
  private final int genAiEvery;

  Payload(int genAiEvery) {
    this.genAiEvery = genAiEvery;
  }

  /** Distinct encoded requests, to be sent in turn. */
  List<byte[]> requests() {
    Random random = new Random(42);
    return java.util.stream.Stream.generate(() -> request(random).toByteArray())
        .limit(DISTINCT)
        .toList();
  }

  private ExportTraceServiceRequest request(Random random) {
    ScopeSpans.Builder http = scope("io.opentelemetry.java-http-client");
    ScopeSpans.Builder chat = scope("io.tracewheel.openai");
    for (int i = 0; i < SPANS; i++) {
      if (genAiEvery > 0 && i % genAiEvery == 0) {
        chat.addSpans(Spans.chat(random, 1_200 + random.nextInt(17_000), ""));
      } else {
        http.addSpans(Spans.plain(random));
      }
    }
    ResourceSpans.Builder resource =
        ResourceSpans.newBuilder()
            .setResource(
                Resource.newBuilder()
                    .addAttributes(Spans.text("service.name", "checkout"))
                    .addAttributes(Spans.text("service.version", "1.42.0"))
                    .addAttributes(Spans.text("host.name", "ip-10-0-12-34.internal")))
            .addScopeSpans(http);
    if (chat.getSpansCount() > 0) {
      resource.addScopeSpans(chat);
    }
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
  }

  private static ScopeSpans.Builder scope(String name) {
    return ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(name).setVersion("2.33.1"));
  }
}
