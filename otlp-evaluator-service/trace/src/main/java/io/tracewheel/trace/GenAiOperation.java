// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/**
 * One GenAI span in the normal form, read lazily: a field costs nothing until it is asked for, and
 * message JSON is parsed at most once. A view of the request's bytes: valid until the request is
 * scanned anew. Not thread-safe.
 */
public sealed interface GenAiOperation
    permits LlmCall, ToolCall, AgentRun, Retrieval, Embeddings, OtherOperation {

  /** The operation as the span calls it, such as {@code chat} or {@code execute_tool}. */
  String operation();

  /** Groups the calls of one conversation; null when the span does not say. */
  @Nullable String conversationId();

  /**
   * Low-cardinality kind of failure ({@code error.type}, else the type of the span's exception when
   * its status is ERROR); null when the span does not say.
   */
  @Nullable String errorType();

  /**
   * Whether the span says that the operation failed: its status is ERROR, it has an error type, or
   * its dialect has a word for it.
   */
  boolean failed();

  /** What the span tells whatever its operation. */
  SpanFacts facts();
}
