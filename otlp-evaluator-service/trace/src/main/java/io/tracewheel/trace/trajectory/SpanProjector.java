// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.trace.AgentRun;
import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Retrieval;
import io.tracewheel.trace.SpanFacts;
import io.tracewheel.trace.SpanIds;
import io.tracewheel.trace.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes projections of GenAI spans. Content is copied out of the request, equal content once: every
 * call of a conversation repeats the history, which would otherwise cost memory by the square. What
 * is shared is kept until {@link #forget}; use one projector for a trace or a file. Not
 * thread-safe.
 */
public final class SpanProjector {
  /** Objects around one piece of content. */
  private static final int ENTRY_BYTES = 120;

  private final GenAiReader reader;
  private final Map<Bytes, JsonValue> shared = new HashMap<>();
  private long sharedBytes;

  /** A projector that understands what the reader does. */
  public SpanProjector(GenAiReader reader) {
    this.reader = reader;
  }

  /** Lets go of content that later projections could share; projections stay as they are. */
  public void forget() {
    shared.clear();
    sharedBytes = 0;
  }

  /** About how many bytes of memory the content takes that is shared now. */
  public long sharedBytes() {
    return sharedBytes;
  }

  /** The projection of a span; null when it is no GenAI span. */
  public @Nullable SpanProjection project(SpanView span) {
    return project(span, List.of());
  }

  /**
   * The projection of a span with what log records say about it; null when it is no GenAI span.
   *
   * @param logs see {@link GenAiReader#read(SpanView, List)}
   */
  public @Nullable SpanProjection project(SpanView span, List<LogRecordView> logs) {
    GenAiOperation operation = reader.read(span, logs);
    if (operation == null) {
      return null;
    }
    return projection(operation, detail(operation));
  }

  /**
   * The projection of a span without what was said in it: enough to ask what kind of span it is.
   */
  public static SpanProjection outline(GenAiOperation operation) {
    Detail detail = new Detail.Other(List.of());
    if (operation instanceof LlmCall call) {
      detail = new Detail.Model(call.provider(), model(call), call.usage(), Content.NONE);
    } else if (operation instanceof ToolCall call) {
      detail = new Detail.Tool(call.toolName(), call.callId(), null, null);
    } else if (operation instanceof AgentRun run) {
      detail = new Detail.Agent(run.agentName(), run.usage(), Content.NONE);
    }
    return projection(operation, detail);
  }

  private static SpanProjection projection(GenAiOperation operation, Detail detail) {
    SpanFacts facts = operation.facts();
    return new SpanProjection(
        facts.traceId(),
        facts.spanId(),
        facts.parentSpanId(),
        facts.startUnixNano(),
        facts.endUnixNano(),
        operation.operation(),
        operation.conversationId(),
        operation.failed(),
        operation.errorType(),
        detail);
  }

  /** The place of a span in the tree, be it a GenAI span or not. */
  public static SpanLink link(SpanView span) {
    return new SpanLink(span.spanId().hex(), SpanIds.parent(span));
  }

  private Detail detail(GenAiOperation operation) {
    if (operation instanceof LlmCall call) {
      return new Detail.Model(
          call.provider(),
          model(call),
          call.usage(),
          new Content(
              json(call.systemInstructions()),
              messages(call.inputMessages()),
              messages(call.outputMessages())));
    }
    if (operation instanceof ToolCall call) {
      return new Detail.Tool(
          call.toolName(), call.callId(), json(call.arguments()), json(call.result()));
    }
    if (operation instanceof AgentRun run) {
      return new Detail.Agent(
          run.agentName(),
          run.usage(),
          new Content(null, messages(run.inputMessages()), messages(run.outputMessages())));
    }
    JsonValue documents =
        operation instanceof Retrieval retrieval ? json(retrieval.documents()) : null;
    return new Detail.Other(documents == null ? List.of() : List.of(documents));
  }

  private static @Nullable String model(LlmCall call) {
    return call.responseModel() == null ? call.requestModel() : call.responseModel();
  }

  private @Nullable JsonValue json(Captured<JsonValue> captured) {
    return detached(captured.value());
  }

  private @Nullable List<Message> messages(Captured<List<Message>> captured) {
    if (captured.value() == null) {
      return null;
    }
    List<Message> messages = new ArrayList<>(captured.value().size());
    for (Message message : captured.value()) {
      List<Part> parts = message.parts().stream().map(this::detached).toList();
      messages.add(new Message(message.role(), parts, message.finishReason()));
    }
    return List.copyOf(messages);
  }

  private Part detached(Part part) {
    if (part instanceof Part.Text text) {
      return new Part.Text(copy(text.content()));
    }
    if (part instanceof Part.Reasoning reasoning) {
      return new Part.Reasoning(detached(reasoning.content()));
    }
    if (part instanceof Part.ToolRequest request) {
      return new Part.ToolRequest(request.id(), request.name(), detached(request.arguments()));
    }
    if (part instanceof Part.ToolResponse response) {
      return new Part.ToolResponse(
          response.id(), detached(response.response()), response.markedAsError());
    }
    return part;
  }

  private @Nullable JsonValue detached(@Nullable JsonValue value) {
    return value == null ? null : copy(value);
  }

  private JsonValue copy(JsonValue value) {
    JsonValue known = shared.get(new Bytes(value));
    if (known == null) {
      known = new JsonValue(value.toByteArray(), 0, value.length());
      shared.put(new Bytes(known), known);
      sharedBytes += value.length() + ENTRY_BYTES;
    }
    return known;
  }

  /** A JSON value by its bytes. */
  private record Bytes(JsonValue value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && value.sameBytes(that.value);
    }

    @Override
    public int hashCode() {
      int hash = 1;
      byte[] array = value.array();
      for (int i = value.offset(); i < value.offset() + value.length(); i++) {
        hash = 31 * hash + array[i];
      }
      return hash;
    }
  }
}
