// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What was sent and what of it was acknowledged, span by span; every span has an id of its own.
 * Thread-safe.
 */
public final class Ledger {

  private static final Resource RESOURCE =
      Resource.newBuilder().addAttributes(text("service.name", "ledger")).build();

  private final AtomicLong numbers = new AtomicLong();
  private final Map<ByteString, Span> sent = new ConcurrentHashMap<>();
  private final Set<ByteString> acknowledged = ConcurrentHashMap.newKeySet();

  /**
   * What a backend has of it.
   *
   * @param lost acknowledged, but not received
   * @param invented received, but never sent
   * @param corrupted received, but not as sent and scored
   * @param duplicates receptions of a span beyond the first
   */
  public record Verdict(int acknowledged, int lost, int invented, int corrupted, int duplicates) {}

  /** A request of new spans; every other one is a call of a model with content to score. */
  public ExportTraceServiceRequest request(int spans, String name) {
    return request(spans, span -> span.setName(name));
  }

  /** A request of new spans, each changed before it is noted; its id and kind must stay. */
  public ExportTraceServiceRequest request(int spans, Consumer<Span.Builder> change) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName("ledger"));
    for (int i = 0; i < spans; i++) {
      long number = numbers.incrementAndGet();
      Span.Builder span =
          Span.newBuilder()
              .setTraceId(id(16, number / 10 + 1))
              .setSpanId(id(8, number))
              .setStartTimeUnixNano(number)
              .setEndTimeUnixNano(number + 1)
              .addAttributes(text("http.route", "/orders/{id}"));
      if (number % 2 == 0) {
        span.addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("gen_ai.request.model", "small-1"))
            .addAttributes(
                text(
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Order "
                        + number
                        + " is on its way.\"}],\"finish_reason\":\"stop\"}]"));
      }
      change.accept(span);
      Span built = span.build();
      sent.put(built.getSpanId(), built);
      scope.addSpans(built);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(RESOURCE).addScopeSpans(scope))
        .build();
  }

  /** To be called when a request was answered with success. */
  public void acknowledged(ExportTraceServiceRequest request) {
    Scores.spans(List.of(request)).forEach(span -> acknowledged.add(span.getSpanId()));
  }

  /** Spans in all requests so far. */
  public int sent() {
    return sent.size();
  }

  public int acknowledged() {
    return acknowledged.size();
  }

  /** Compares with what a backend received, in any order. */
  public Verdict judge(List<Span> received) {
    Set<ByteString> seen = new HashSet<>();
    int invented = 0;
    int corrupted = 0;
    int duplicates = 0;
    for (Span span : received) {
      Span original = sent.get(span.getSpanId());
      if (original == null) {
        invented++;
      } else if (!Scores.without(span).equals(original) || !scoredAsItShould(span)) {
        corrupted++;
      }
      if (!seen.add(span.getSpanId())) {
        duplicates++;
      }
    }
    int lost = 0;
    for (ByteString id : acknowledged) {
      lost += seen.contains(id) ? 0 : 1;
    }
    return new Verdict(acknowledged.size(), lost, invented, corrupted, duplicates);
  }

  /** The spans of ledgers in these requests, in order; those of anybody else are left out. */
  public static List<Span> spansIn(List<ExportTraceServiceRequest> requests) {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .filter(resource -> resource.getResource().equals(RESOURCE))
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static boolean scoredAsItShould(Span span) {
    boolean chat =
        span.getAttributesList().stream()
            .anyMatch(attribute -> attribute.getKey().equals("gen_ai.operation.name"));
    return Scores.of(span)
        .keySet()
        .equals(chat ? Set.of("answer_complete", "answer_not_empty") : Set.of());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString id(int length, long number) {
    ByteBuffer id = ByteBuffer.allocate(length);
    id.putLong(length - Long.BYTES, number);
    return ByteString.copyFrom(id.array());
  }
}
