// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * A streamed answer. Each subscription to it sees the operation that begins while it is made; see
 * {@link TracedSubscription}.
 */
public final class TracedFlux<T> extends FluxOperator<T, T> {

  private final @Nullable ChatResponse previous;

  private TracedFlux(Flux<T> answer, @Nullable ChatResponse previous) {
    super(answer);
    this.previous = previous;
  }

  /**
   * @param previous the answer of the round before, if this is a later round of one model's own
   *     tool loop
   */
  public static <T> Flux<T> of(Flux<T> answer, @Nullable ChatResponse previous) {
    return new TracedFlux<>(answer, previous);
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> subscriber) {
    new TracedSubscription<T>(subscriber, previous).to(source);
  }
}
