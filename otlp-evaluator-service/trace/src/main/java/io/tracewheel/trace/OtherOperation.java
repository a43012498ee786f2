// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/** A GenAI span of an operation that has no form of its own here. */
public final class OtherOperation implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;

  OtherOperation(String operation, SpanFields fields) {
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
}
