// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/** One search of documents for a model. */
public final class Retrieval implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;

  Retrieval(String operation, SpanFields fields) {
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

  /** What was searched for; null when the span does not say. */
  public @Nullable String query() {
    return fields.string(Field.RETRIEVAL_QUERY);
  }

  /** The documents that were found, as JSON. */
  public Captured<JsonValue> documents() {
    return fields.json(Field.RETRIEVAL_DOCUMENTS);
  }

  /** How many documents were asked for; -1 when the span does not say. */
  public long topK() {
    return fields.integer(Field.RETRIEVAL_TOP_K, -1);
  }
}
