// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;

/** The requests that are measured. */
public enum Payload {
  /** Ordinary spans of about 600 bytes and 12 attributes; one in fifty is a (small) GenAI span. */
  PLAIN(512, 50, false),
  /** Spans of the same size, each of which is edited. */
  PLAIN_ALL_EDITED(512, 1, false),
  /** One span in five carries 10 KB of messages. */
  MIX20(512, 5, true),
  /** Each span carries 10 KB of messages. */
  GENAI(128, 1, true);

  private final int spans;
  private final int genAiEvery;
  private final boolean messages;

  Payload(int spans, int genAiEvery, boolean messages) {
    this.spans = spans;
    this.genAiEvery = genAiEvery;
    this.messages = messages;
  }

  /** Number of spans in the request. */
  public int spans() {
    return spans;
  }

  /** The request's bytes; the same on every call. */
  public byte[] bytes() {
    Random random = new Random(42);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ResourceSpans.Builder resource = request.addResourceSpansBuilder();
    resource.getResourceBuilder().addAttributes(text("service.name", "checkout"));
    resource.getResourceBuilder().addAttributes(text("service.version", "4.2.1"));
    ScopeSpans.Builder scope = resource.addScopeSpansBuilder();
    scope.getScopeBuilder().setName("io.opentelemetry.instrumentation").setVersion("2.33.1");
    for (int i = 0; i < spans; i++) {
      Span.Builder span = span(random);
      if (i % genAiEvery == genAiEvery - 1) {
        genAi(span);
      }
      scope.addSpans(span);
    }
    return request.build().toByteArray();
  }

  private static Span.Builder span(Random random) {
    return Span.newBuilder()
        .setTraceId(id(random, 16))
        .setSpanId(id(random, 8))
        .setParentSpanId(id(random, 8))
        .setFlags(257)
        .setName("GET /orders/{orderId}/items")
        .setKindValue(2)
        .setStartTimeUnixNano(1_763_000_000_000_000_000L + random.nextInt())
        .setEndTimeUnixNano(1_763_000_000_100_000_000L + random.nextInt())
        .addAttributes(text("http.request.method", "GET"))
        .addAttributes(text("http.route", "/orders/{orderId}/items"))
        .addAttributes(text("url.path", "/orders/" + random.nextInt(1_000_000) + "/items"))
        .addAttributes(text("url.scheme", "https"))
        .addAttributes(text("server.address", "orders.internal.example.com"))
        .addAttributes(number("server.port", 443))
        .addAttributes(number("http.response.status_code", 200))
        .addAttributes(text("network.protocol.version", "1.1"))
        .addAttributes(text("network.peer.address", "10.12.34." + random.nextInt(255)))
        .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) orders/1.8"))
        .addAttributes(text("thread.name", "http-nio-8080-exec-" + random.nextInt(64)))
        .addAttributes(number("thread.id", random.nextInt(500)));
  }

  private void genAi(Span.Builder span) {
    span.setAttributes(0, text("gen_ai.operation.name", "chat"));
    span.setAttributes(5, number("gen_ai.usage.input_tokens", 1820));
    if (messages) {
      StringBuilder text = new StringBuilder("[");
      while (text.length() < 9_400) {
        text.append(
                "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is order ")
            .append(text.length())
            .append(
                "? It should have arrived on Monday, and the tracking page shows nothing.\"}]},");
      }
      text.setCharAt(text.length() - 1, ']');
      span.addAttributes(text("gen_ai.input.messages", text.toString()));
    }
  }

  private static ByteString id(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
