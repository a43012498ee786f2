// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** The same as another {@link Mono}, with one call per subscription, which ends with the value. */
final class TracedMono<T> extends Mono<T> {

  private final Mono<T> source;
  private final Recorder.Start<T> start;

  TracedMono(Mono<T> source, Recorder.Start<T> start) {
    this.source = source;
    this.start = start;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    TracedSubscription.subscribe(source, actual, start, true);
  }
}
