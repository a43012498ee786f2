// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.benchmark.Spans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Requests that are measured, made from a fixed seed.
 *
 * @param spans in each request
 * @param genAiPercent of these, how many are chat calls with messages, 0 to 100
 * @param spanBytes about how long each span is; 0 for 600 bytes of plain spans and 2 to 20 KB of
 *     chat calls
 */
record Traffic(int spans, int genAiPercent, int spanBytes) {
  /** First half of the trace id of each request's first span; the other half is a number. */
  static final byte[] MARK = "numbered".getBytes(StandardCharsets.US_ASCII);

  private static final int DISTINCT = 8;

  Traffic {
    if (spans < 1 || genAiPercent < 0 || genAiPercent > 100 || spanBytes < 0) {
      throw new IllegalArgumentException(
          "a request has 1 span or more, 0 to 100 percent GenAI spans, and no negative length");
    }
  }

  /** Distinct encoded requests, to be sent in turn. */
  List<byte[]> requests() {
    Random random = new Random(42);
    return Stream.generate(() -> request(random).toByteArray()).limit(DISTINCT).toList();
  }

  /** Where the number of a request is in its bytes; -1 if it has none near its start. */
  static int numberAt(byte[] request) {
    int last = Math.min(2_000, request.length - 2 * MARK.length);
    for (int at = 0; at <= last; at++) {
      int same = 0;
      while (same < MARK.length && request[at + same] == MARK[same]) {
        same++;
      }
      if (same == MARK.length) {
        return at + same;
      }
    }
    return -1;
  }

  private ExportTraceServiceRequest request(Random random) {
    ScopeSpans.Builder http = scope("io.opentelemetry.java-http-client");
    ScopeSpans.Builder chat = scope("io.tracewheel.openai");
    for (int i = 0; i < spans; i++) {
      if (i * genAiPercent % 100 < genAiPercent) {
        int history =
            spanBytes == 0 ? 1_200 + random.nextInt(17_000) : Math.max(1, spanBytes - 2_000);
        chat.addSpans(Spans.chat(random, history, ""));
      } else {
        http.addSpans(spanBytes == 0 ? Spans.plain(random) : Spans.plain(random, spanBytes));
      }
    }
    ScopeSpans.Builder first = http.getSpansCount() > 0 ? http : chat;
    byte[] id = Arrays.copyOf(MARK, 16);
    Span.Builder numbered = first.getSpansBuilder(0).setTraceId(ByteString.copyFrom(id));
    first.setSpans(0, numbered);
    ResourceSpans.Builder resource =
        ResourceSpans.newBuilder()
            .setResource(
                Resource.newBuilder()
                    .addAttributes(Spans.text("service.name", "checkout"))
                    .addAttributes(Spans.text("service.version", "1.42.0"))
                    .addAttributes(Spans.text("host.name", "ip-10-0-12-34.internal")));
    for (ScopeSpans.Builder scope : List.of(http, chat)) {
      if (scope.getSpansCount() > 0) {
        resource.addScopeSpans(scope);
      }
    }
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build();
  }

  private static ScopeSpans.Builder scope(String name) {
    return ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(name).setVersion("2.33.1"));
  }
}
