// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Between a source and its subscriber: what is below runs in the call's context, what is above in
 * that of whoever subscribed. All signals pass, whatever becomes of what is told of them.
 */
final class TracedSubscription<T> implements CoreSubscriber<T>, Subscription {

  private final CoreSubscriber<? super T> actual;
  private final Recorder<T> recorder;
  private final boolean onlyOne;
  private volatile @Nullable Subscription upstream;

  private TracedSubscription(
      CoreSubscriber<? super T> actual, Recorder<T> recorder, boolean onlyOne) {
    this.actual = actual;
    this.recorder = recorder;
    this.onlyOne = onlyOne;
  }

  /**
   * @param onlyOne whether the first value is the end: what comes after it may be a cancellation
   */
  static <T> void subscribe(
      Publisher<T> source,
      CoreSubscriber<? super T> actual,
      Recorder.Start<T> start,
      boolean onlyOne) {
    Recorder<T> recorder;
    try {
      recorder = start.start(actual.currentContext());
    } catch (RuntimeException | LinkageError untraceable) {
      source.subscribe(actual);
      return;
    }
    try (Scope inside = recorder.call().context().makeCurrent()) {
      source.subscribe(new TracedSubscription<>(actual, recorder, onlyOne));
    }
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    upstream = subscription;
    try (Scope outside = recorder.call().parent().makeCurrent()) {
      actual.onSubscribe(this);
    }
  }

  @Override
  public void onNext(T value) {
    tell(
        () -> {
          recorder.seen(value);
          if (onlyOne) {
            recorder.completed();
          }
        });
    try (Scope outside = recorder.call().parent().makeCurrent()) {
      actual.onNext(value);
    }
  }

  @Override
  public void onComplete() {
    tell(recorder::completed);
    try (Scope outside = recorder.call().parent().makeCurrent()) {
      actual.onComplete();
    }
  }

  @Override
  public void onError(Throwable error) {
    tell(() -> recorder.failed(error));
    try (Scope outside = recorder.call().parent().makeCurrent()) {
      actual.onError(error);
    }
  }

  @Override
  public void request(long count) {
    Subscription source = upstream;
    if (source != null) {
      try (Scope inside = recorder.call().context().makeCurrent()) {
        source.request(count);
      }
    }
  }

  @Override
  public void cancel() {
    tell(recorder::cancelled);
    Subscription source = upstream;
    if (source != null) {
      source.cancel();
    }
  }

  private static void tell(Runnable signal) {
    try {
      signal.run();
    } catch (RuntimeException | LinkageError untraceable) {
      // the application's signal matters more
    }
  }
}
