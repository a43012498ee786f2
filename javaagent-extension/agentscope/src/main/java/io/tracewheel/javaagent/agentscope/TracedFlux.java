// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** The same as another {@link Flux}, with one call per subscription. */
final class TracedFlux<T> extends Flux<T> {

  private final Flux<T> source;
  private final Recorder.Start<T> start;

  TracedFlux(Flux<T> source, Recorder.Start<T> start) {
    this.source = source;
    this.start = start;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    TracedSubscription.subscribe(source, actual, start, false);
  }
}
