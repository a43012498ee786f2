// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import org.jspecify.annotations.Nullable;

/** Reads one kind of observation of Spring AI. What it throws is ignored. */
interface Recorder {

  /**
   * What is known at the start.
   *
   * @param streaming whether the answer comes in chunks
   */
  GenAiRequest request(boolean streaming);

  /**
   * What is known at the end.
   *
   * @param result what the observed code returned, if it returned anything
   */
  GenAiResponse response(@Nullable Object result);

  /** An element of a streamed answer. */
  default void chunk(Object element) {}

  /** Whether this is one call of a chat model. */
  default boolean isModelCall() {
    return false;
  }

  /** Whether this is a call or run whose answer can be a stream. */
  default boolean streams() {
    return false;
  }
}
