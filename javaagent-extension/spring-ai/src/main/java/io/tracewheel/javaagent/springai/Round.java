// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * A round of the tool loop that models of Spring AI 1.x run themselves. From the second round on
 * such a model reports the tokens of all rounds so far; the answer of the round before tells how
 * many are not this round's.
 */
public final class Round {

  private static final ContextKey<AtomicReference<@Nullable ChatResponse>> PREVIOUS =
      ContextKey.named("tracewheel-spring-ai-round");

  private Round() {}

  /** Enters a round on this thread; the scope ends it. */
  @SuppressWarnings("MustBeClosedChecker") // advice closes it at the end of the same call
  public static Scope enter(@Nullable ChatResponse previous) {
    return after(previous, Context.current()).makeCurrent();
  }

  /** A context in which the next model call is a round after the given answer. */
  static Context after(@Nullable ChatResponse previous, Context context) {
    return context.with(PREVIOUS, new AtomicReference<>(previous));
  }

  /** The answer of the round before, to whoever asks first. */
  static @Nullable ChatResponse previous() {
    AtomicReference<@Nullable ChatResponse> previous = Context.current().get(PREVIOUS);
    return previous == null ? null : previous.getAndSet(null);
  }
}
