// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/** One piece of a message. Content stays undecoded until it is asked for. */
public sealed interface Part {

  /** Something said in words. */
  record Text(JsonValue content) implements Part {}

  /** What the model thought, apart from its answer. */
  record Reasoning(@Nullable JsonValue content) implements Part {}

  /**
   * The model asks for a tool to be run.
   *
   * @param id pairs the call with its response
   * @param name name of the tool; empty when the span does not say
   * @param arguments the arguments, an object or a string that holds one; null when the span does
   *     not say
   */
  record ToolRequest(@Nullable String id, String name, @Nullable JsonValue arguments)
      implements Part {}

  /**
   * What a tool answered.
   *
   * @param id pairs the response with its call
   * @param response the result; null when the span does not say
   * @param markedAsError whether the message itself says that the tool failed
   */
  record ToolResponse(@Nullable String id, @Nullable JsonValue response, boolean markedAsError)
      implements Part {}

  /** The model declines to answer, in a part of its own. */
  record Refusal() implements Part {}

  /** Anything else: images, files, tools that the provider ran, parts of a later convention. */
  record Other(String type) implements Part {}
}
