// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a tool on the side of the client. */
public final class ToolCall implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;

  ToolCall(String operation, SpanFields fields) {
    this.operation = operation;
    this.fields = fields;
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public @Nullable String conversationId() {
    return fields.string(Field.CONVERSATION_ID);
  }

  @Override
  public @Nullable String errorType() {
    return facts().errorType();
  }

  @Override
  public boolean failed() {
    return facts().failed();
  }

  @Override
  public SpanFacts facts() {
    return new SpanFacts(fields);
  }

  /** Name of the tool; empty when the span does not say. */
  public String toolName() {
    String name = fields.string(Field.TOOL_NAME);
    return name == null ? "" : name;
  }

  /** {@code function}, {@code extension} or {@code datastore}; null when the span does not say. */
  public @Nullable String toolType() {
    return fields.string(Field.TOOL_TYPE);
  }

  /** Pairs the run with the request of the model; null when the span does not say. */
  public @Nullable String callId() {
    return fields.string(Field.TOOL_CALL_ID);
  }

  /** The arguments that the tool was given, as JSON. */
  public Captured<JsonValue> arguments() {
    return fields.json(Field.TOOL_ARGUMENTS);
  }

  /** What the tool gave back: JSON, or plain text that is no JSON at all. */
  public Captured<JsonValue> result() {
    return fields.json(Field.TOOL_RESULT);
  }

  /** Definitions of tools, where the span of the run carries them. */
  public Captured<List<ToolDefinition>> toolDefinitions() {
    return fields.tools();
  }
}
