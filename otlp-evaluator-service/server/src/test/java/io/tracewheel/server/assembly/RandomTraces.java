// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.otlp.ByteSlice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs of agents as they might be: steps, tools that fail, agents inside, HTTP spans in between.
 */
final class RandomTraces {
  private final Random random;
  private long ids = 1;

  RandomTraces(Random random) {
    this.random = random;
  }

  /** A whole trace: its root is a GenAI span or an HTTP request. */
  List<Span> trace(String conversation) {
    ByteString trace =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(77).putLong(ids++).flip());
    List<Span> spans = new ArrayList<>();
    long start = 1_000_000_000L * (1 + random.nextInt(1000));
    ByteString parent = ByteString.EMPTY;
    if (random.nextInt(3) == 0) {
      Span http = span(trace, parent, start, 900_000, "POST /chat").build();
      spans.add(http);
      parent = http.getSpanId();
    }
    agent(trace, parent, start, conversation, 2, spans);
    return spans;
  }

  private void agent(
      ByteString trace,
      ByteString parent,
      long start,
      String conversation,
      int depth,
      List<Span> spans) {
    Span agent =
        span(trace, parent, start, 800_000, "invoke_agent")
            .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(text("gen_ai.agent.name", "agent" + depth))
            .addAttributes(text("gen_ai.conversation.id", conversation))
            .build();
    spans.add(agent);
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      long at = start + 1_000L * (i + 1);
      spans.add(
          span(trace, agent.getSpanId(), at, 100, "chat")
              .addAttributes(text("gen_ai.operation.name", "chat"))
              .addAttributes(text("gen_ai.request.model", "gpt-4o"))
              .addAttributes(text("gen_ai.conversation.id", conversation))
              .addAttributes(number("gen_ai.usage.input_tokens", 10 + random.nextInt(90)))
              .addAttributes(number("gen_ai.usage.output_tokens", 1 + random.nextInt(9)))
              .addAttributes(
                  text(
                      "gen_ai.output.messages",
                      "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"It is "
                          + random.nextInt(1_000_000)
                          + "\"}]}]"))
              .build());
      ByteString above = agent.getSpanId();
      if (random.nextInt(4) == 0) {
        Span http = span(trace, above, at + 200, 100, "GET /tool").build();
        spans.add(http);
        above = http.getSpanId();
      }
      Span.Builder tool =
          span(trace, above, at + 210, 80, "execute_tool")
              .addAttributes(text("gen_ai.operation.name", "execute_tool"))
              .addAttributes(text("gen_ai.tool.name", "tool" + random.nextInt(3)))
              .addAttributes(
                  text("gen_ai.tool.call.arguments", "{\"q\":" + random.nextInt(2) + "}"));
      if (random.nextInt(4) == 0) {
        tool.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
      }
      spans.add(tool.build());
      if (depth > 0 && random.nextInt(6) == 0) {
        agent(trace, tool.getSpanId(), at + 220, conversation, depth - 1, spans);
      }
    }
  }

  private Span.Builder span(
      ByteString trace, ByteString parent, long start, long nanos, String name) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(ids++).flip()))
        .setParentSpanId(parent)
        .setName(name)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + nanos + random.nextInt(50));
  }

  static ByteSlice request(List<Span> spans) {
    return ByteSlice.of(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                    .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
            .build()
            .toByteArray());
  }

  static KeyValue text(String key, String value) {
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
