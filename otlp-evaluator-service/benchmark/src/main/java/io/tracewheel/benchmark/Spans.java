// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Random;

/** Spans of the traffic that is measured; the same for the same state of the random numbers. */
public final class Spans {
  private static final String TOOLS =
      """
      [{"type":"function","name":"get_order","description":"Reads an order","parameters":\
      {"type":"object","properties":{"order_id":{"type":"string"},"verbose":{"type":"boolean"}},\
      "required":["order_id"]}},{"type":"function","name":"refund","description":"Refunds an order",\
      "parameters":{"type":"object","properties":{"order_id":{"type":"string"},"amount":\
      {"type":"number","minimum":0}},"required":["order_id","amount"]}}]""";

  private Spans() {}

  /** As HTTP and database instrumentations make them: about 600 bytes, 12 attributes. */
  public static Span plain(Random random) {
    return http(random).build();
  }

  /** The same, shorter or longer. */
  public static Span plain(Random random, int bytes) {
    Span.Builder span = http(random);
    while (span.getAttributesCount() > 2 && span.build().getSerializedSize() > bytes) {
      span.removeAttributes(span.getAttributesCount() - 1);
    }
    int missing = bytes - span.build().getSerializedSize();
    if (missing > 100) {
      span.addAttributes(text("db.query.text", words(random, missing - 30)));
    }
    return span.build();
  }

  private static Span.Builder http(Random random) {
    return span(random, "GET /api/v1/orders/{id}", Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(text("http.request.method", "GET"))
        .addAttributes(text("url.full", "https://orders.internal/api/v1/orders/" + id(random)))
        .addAttributes(number("http.response.status_code", 200))
        .addAttributes(text("server.address", "orders.internal"))
        .addAttributes(number("server.port", 443))
        .addAttributes(text("network.protocol.version", "1.1"))
        .addAttributes(text("user_agent.original", "okhttp/5.3.0 (checkout; linux; jvm 17.0.15)"))
        .addAttributes(text("thread.name", "http-nio-8080-exec-" + random.nextInt(64)))
        .addAttributes(number("thread.id", random.nextInt(200)))
        .addAttributes(text("peer.service", "orders"))
        .addAttributes(text("http.route", "/api/v1/orders/{id}"))
        .addAttributes(text("tenant.id", id(random)));
  }

  /**
   * A chat call with system instructions, a message history, two declared tools and an answer that
   * calls one of them, so that every evaluator which reads content has content to read.
   *
   * @param history least bytes of the message history
   * @param said what the answer says before it calls the tool; may be empty
   */
  public static Span chat(Random random, int history, String said) {
    StringBuilder input = new StringBuilder("[");
    String role = "user";
    while (input.length() < history) {
      if (input.length() > 1) {
        input.append(',');
      }
      input
          .append("{\"role\":\"")
          .append(role)
          .append("\",\"parts\":[{\"type\":\"text\",\"content\":\"")
          .append(words(random, 300))
          .append("\"}]}");
      role = role.equals("user") ? "assistant" : "user";
    }
    input.append(']');
    String output =
        "[{\"role\":\"assistant\",\"parts\":["
            + (said.isEmpty() ? "" : "{\"type\":\"text\",\"content\":\"" + said + "\"},")
            + "{\"type\":\"tool_call\",\"id\":\"call_"
            + id(random)
            + "\",\"name\":\"get_order\",\"arguments\":{\"order_id\":\""
            + id(random)
            + "\"}}],\"finish_reason\":\"tool_call\"}]";
    return span(random, "chat gpt-4o", Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-4o"))
        .addAttributes(text("gen_ai.response.model", "gpt-4o-2024-08-06"))
        .addAttributes(text("gen_ai.response.id", "chatcmpl-" + id(random)))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("gen_ai.response.finish_reasons")
                .setValue(
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setStringValue("tool_call"))))
                .build())
        .addAttributes(number("gen_ai.usage.input_tokens", history / 4))
        .addAttributes(number("gen_ai.usage.output_tokens", 24))
        .addAttributes(text("server.address", "api.openai.com"))
        .addAttributes(text("gen_ai.tool.definitions", TOOLS))
        .addAttributes(
            text(
                "gen_ai.system_instructions",
                "[{\"type\":\"text\",\"content\":\"" + words(random, 400) + "\"}]"))
        .addAttributes(text("gen_ai.input.messages", input.toString()))
        .addAttributes(text("gen_ai.output.messages", output))
        .build();
  }

  private static Span.Builder span(Random random, String name, Span.SpanKind kind) {
    long start = 1_780_000_000_000_000_000L + random.nextInt(1_000_000_000);
    return Span.newBuilder()
        .setTraceId(bytes(random, 16))
        .setSpanId(bytes(random, 8))
        .setParentSpanId(bytes(random, 8))
        .setName(name)
        .setKind(kind)
        .setFlags(257)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 12_000_000)
        .setStatus(Status.getDefaultInstance());
  }

  private static ByteString bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static String id(Random random) {
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
  }

  private static String words(Random random, int length) {
    StringBuilder text = new StringBuilder(length + 10);
    while (text.length() < length) {
      int letters = 2 + random.nextInt(8);
      for (int i = 0; i < letters; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** An attribute. */
  public static KeyValue text(String key, String value) {
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
