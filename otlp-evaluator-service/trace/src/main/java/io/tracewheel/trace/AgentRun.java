// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of an agent or workflow: what it was given and what it answered. */
public final class AgentRun implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;

  AgentRun(String operation, SpanFields fields) {
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
    return fields.string(Field.ERROR_TYPE);
  }

  @Override
  public boolean failed() {
    return fields.statusIsError() || fields.string(Field.ERROR_TYPE) != null;
  }

  /** Name of the agent; null when the span does not say. */
  public @Nullable String agentName() {
    return fields.string(Field.AGENT_NAME);
  }

  /** Id of a hosted agent; null when the span does not say. */
  public @Nullable String agentId() {
    return fields.string(Field.AGENT_ID);
  }

  /** What the agent was given. */
  public Captured<List<Message>> inputMessages() {
    return messages(Field.INPUT_MESSAGES);
  }

  /** What the agent answered. */
  public Captured<List<Message>> outputMessages() {
    return messages(Field.OUTPUT_MESSAGES);
  }

  /** Tokens of the run, where its span sums up those of the calls inside it. */
  public TokenUsage usage() {
    return new TokenUsage(
        fields.integer(Field.INPUT_TOKENS, TokenUsage.UNKNOWN),
        fields.integer(Field.OUTPUT_TOKENS, TokenUsage.UNKNOWN),
        fields.integer(Field.CACHE_READ_TOKENS, TokenUsage.UNKNOWN),
        fields.integer(Field.CACHE_WRITE_TOKENS, TokenUsage.UNKNOWN),
        fields.integer(Field.REASONING_TOKENS, TokenUsage.UNKNOWN));
  }

  private Captured<List<Message>> messages(Field field) {
    Captured<JsonValue> json = fields.json(field);
    return json.value() == null
        ? new Captured<>(null, json.problem())
        : MessagesReader.read(json.value(), fields.limits());
  }
}
