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
    return fields.messages(Field.INPUT_MESSAGES);
  }

  /** What the agent answered. */
  public Captured<List<Message>> outputMessages() {
    return fields.messages(Field.OUTPUT_MESSAGES);
  }

  /** Tokens of the run, where its span sums up those of the calls inside it. */
  public TokenUsage usage() {
    return TokenUsage.of(fields);
  }
}
