// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/** One call of an embedding model. */
public final class Embeddings implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;

  Embeddings(String operation, SpanFields fields) {
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

  /** The model that was asked for; null when the span does not say. */
  public @Nullable String requestModel() {
    return fields.string(Field.REQUEST_MODEL);
  }

  /** Tokens of the input; -1 when the span does not say. */
  public long inputTokens() {
    return fields.integer(Field.INPUT_TOKENS, TokenUsage.UNKNOWN);
  }
}
