// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.proto.evaluator.v1.ExpectedCall;
import io.tracewheel.proto.evaluator.v1.Message;
import io.tracewheel.proto.evaluator.v1.ModelCall;
import io.tracewheel.proto.evaluator.v1.Part;
import io.tracewheel.proto.evaluator.v1.Reference;
import io.tracewheel.proto.evaluator.v1.Step;
import io.tracewheel.proto.evaluator.v1.Subject;
import io.tracewheel.proto.evaluator.v1.ToolCall;
import io.tracewheel.proto.evaluator.v1.ToolRequest;
import io.tracewheel.proto.evaluator.v1.ToolResponse;
import io.tracewheel.proto.evaluator.v1.Totals;
import io.tracewheel.proto.evaluator.v1.Usage;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Activity;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.ToolUse;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs as they go over the wire. */
final class Subjects {
  private Subjects() {}

  /** All of a run; its id is left to the caller. */
  static Subject of(Run run) {
    Trajectory trajectory = run.trajectory();
    Subject.Builder subject =
        Subject.newBuilder()
            .setTraceId(trajectory.traceId())
            .setSpanId(trajectory.rootSpan().spanId())
            .setConversationId(text(trajectory.conversationId()))
            .setAgent(text(trajectory.root().name()))
            .setFinalAnswer(trajectory.finalAnswer())
            .setTotals(totals(trajectory));
    for (Activity activity : trajectory.activities()) {
      for (io.tracewheel.trace.trajectory.Step step : activity.steps()) {
        subject.addSteps(step(step, text(activity.name())));
      }
    }
    if (run.reference() != null) {
      subject.setReference(reference(run.reference()));
    }
    return subject.build();
  }

  private static Totals totals(Trajectory trajectory) {
    io.tracewheel.trace.trajectory.Totals totals = trajectory.totals();
    return Totals.newBuilder()
        .setModelCalls(totals.modelCalls())
        .setToolCalls(totals.toolCalls())
        .setFailedModelCalls(totals.failedModelCalls())
        .setFailedToolCalls(totals.failedToolCalls())
        .setUsage(usage(totals.tokens()))
        .setDurationNanos(totals.durationNanos())
        .build();
  }

  private static Usage usage(TokenUsage usage) {
    return Usage.newBuilder().setInputTokens(usage.input()).setOutputTokens(usage.output()).build();
  }

  private static Step step(io.tracewheel.trace.trajectory.Step step, String agent) {
    Step.Builder built = Step.newBuilder().setAgent(agent);
    SpanProjection span = step.model();
    if (span != null && span.detail() instanceof Detail.Model model) {
      ModelCall.Builder call =
          ModelCall.newBuilder()
              .setSpanId(span.spanId())
              .setProvider(text(model.provider()))
              .setModel(text(model.model()))
              .setUsage(usage(model.usage()))
              .setFailed(span.failed())
              .setErrorType(text(span.errorType()))
              .setStartUnixNano(span.startUnixNano())
              .setEndUnixNano(span.endUnixNano());
      JsonValue instructions = model.content().instructions();
      if (instructions != null) {
        call.addInput(
            Message.newBuilder()
                .setRole("system")
                .addParts(Part.newBuilder().setText(words(instructions))));
      }
      messages(model.content().input()).forEach(call::addInput);
      messages(model.content().output()).forEach(call::addOutput);
      built.setModel(call);
    }
    for (ToolUse tool : step.tools()) {
      built.addToolCalls(
          ToolCall.newBuilder()
              .setName(tool.name())
              .setCallId(text(tool.callId()))
              .setArgumentsJson(json(tool.arguments()))
              .setResult(words(tool.result()))
              .setFailed(tool.failed())
              .setAnswered(tool.answered())
              .setSpanId(tool.run() == null ? "" : tool.run().spanId()));
    }
    return built.build();
  }

  private static List<Message> messages(@Nullable List<io.tracewheel.trace.Message> messages) {
    return messages == null
        ? List.of()
        : messages.stream()
            .map(
                message -> {
                  Message.Builder built =
                      Message.newBuilder().setRole(message.role().name().toLowerCase(Locale.ROOT));
                  message.parts().forEach(part -> built.addParts(part(part)));
                  return built.build();
                })
            .toList();
  }

  private static Part part(io.tracewheel.trace.Part part) {
    Part.Builder built = Part.newBuilder();
    if (part instanceof io.tracewheel.trace.Part.Text text) {
      built.setText(words(text.content()));
    } else if (part instanceof io.tracewheel.trace.Part.Reasoning reasoning) {
      built.setReasoning(words(reasoning.content()));
    } else if (part instanceof io.tracewheel.trace.Part.ToolRequest request) {
      built.setToolRequest(
          ToolRequest.newBuilder()
              .setId(text(request.id()))
              .setName(request.name())
              .setArgumentsJson(json(request.arguments())));
    } else if (part instanceof io.tracewheel.trace.Part.ToolResponse response) {
      built.setToolResponse(
          ToolResponse.newBuilder()
              .setId(text(response.id()))
              .setResponse(words(response.response())));
    } else {
      built.setOther(
          part instanceof io.tracewheel.trace.Part.Other other ? other.type() : "refusal");
    }
    return built.build();
  }

  private static Reference reference(io.tracewheel.evaluators.trajectory.Reference reference) {
    Reference.Builder built = Reference.newBuilder();
    if (reference.calls() != null) {
      reference
          .calls()
          .forEach(
              call ->
                  built.addCalls(
                      ExpectedCall.newBuilder()
                          .setTool(call.tool())
                          .setArgumentsJson(call.arguments().toString())));
    }
    if (reference.steps() != null) {
      built.setSteps(reference.steps());
    }
    if (reference.toolCalls() != null) {
      built.setToolCalls(reference.toolCalls());
    }
    if (reference.latencySeconds() != null) {
      built.setLatencySeconds(reference.latencySeconds());
    }
    if (reference.solved() != null) {
      built.setSolved(reference.solved());
    }
    if (reference.answer() != null) {
      built.setAnswer(reference.answer());
    }
    if (reference.assertions() != null) {
      built.addAllAssertions(reference.assertions());
    }
    return built.build();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** JSON as it is; a JSON string is taken for the document in it. */
  private static String json(@Nullable JsonValue value) {
    return value == null ? "" : raw(value.unwrapped());
  }

  /** The text of a JSON string, anything else as it is. */
  private static String words(@Nullable JsonValue value) {
    if (value == null) {
      return "";
    }
    String text = value.text();
    return text == null ? raw(value) : text;
  }

  private static String raw(JsonValue value) {
    return new String(value.array(), value.offset(), value.length(), UTF_8);
  }

  /** The parameters of a rule. */
  static Struct struct(JsonNode object) {
    Struct.Builder struct = Struct.newBuilder();
    object.properties().forEach(entry -> struct.putFields(entry.getKey(), value(entry.getValue())));
    return struct.build();
  }

  private static Value value(JsonNode node) {
    Value.Builder value = Value.newBuilder();
    if (node.isObject()) {
      value.setStructValue(struct(node));
    } else if (node.isArray()) {
      ListValue.Builder list = ListValue.newBuilder();
      node.forEach(element -> list.addValues(value(element)));
      value.setListValue(list);
    } else if (node.isNumber()) {
      value.setNumberValue(node.asDouble());
    } else if (node.isBoolean()) {
      value.setBoolValue(node.asBoolean());
    } else if (node.isNull()) {
      value.setNullValue(NullValue.NULL_VALUE);
    } else {
      value.setStringValue(node.asString());
    }
    return value.build();
  }
}
