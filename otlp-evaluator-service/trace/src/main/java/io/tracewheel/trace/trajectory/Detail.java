// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a projection keeps of one kind of span. Immutable. */
public sealed interface Detail {

  /**
   * A model call.
   *
   * @param provider who serves the model; null when the span does not say
   * @param model the model that answered, else the one that was asked for; null when neither
   */
  record Model(@Nullable String provider, @Nullable String model, TokenUsage usage, Content content)
      implements Detail {}

  /**
   * A run of a tool.
   *
   * @param name its name; empty when the span does not say
   * @param callId pairs it with the request of the model
   * @param arguments the arguments as JSON; null when not captured
   * @param result the result, JSON or plain text; null when not captured
   */
  record Tool(
      String name,
      @Nullable String callId,
      @Nullable JsonValue arguments,
      @Nullable JsonValue result)
      implements Detail {}

  /** A run of an agent or workflow; its usage may repeat that of the calls inside it. */
  record Agent(@Nullable String name, TokenUsage usage, Content content) implements Detail {}

  /**
   * Retrieval, embeddings and the rest.
   *
   * @param documents what a retrieval found, as JSON; none for other operations
   */
  record Other(List<JsonValue> documents) implements Detail {}
}
