// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import io.opentelemetry.context.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The same as another {@link Mono}, with one call per subscription: started when it is subscribed
 * to. What is below runs in the call's context, what is above in that of the subscriber. All
 * signals pass, whatever becomes of what is told of them.
 */
final class TracedMono<T> extends Mono<T> {

  private final Mono<T> source;
  private final Supplier<AzureCall> start;

  /**
   * @param start starts a call in the current context
   */
  TracedMono(Mono<T> source, Supplier<AzureCall> start) {
    this.source = source;
    this.start = start;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    AzureCall call;
    try {
      call = start.get();
    } catch (RuntimeException | LinkageError untraceable) {
      source.subscribe(actual);
      return;
    }
    try (Scope inside = call.context().makeCurrent()) {
      source.subscribe(new Watch<>(actual, call));
    }
  }

  private static final class Watch<T> implements CoreSubscriber<T>, Subscription {
    private final CoreSubscriber<? super T> actual;
    private final AzureCall call;
    private volatile @Nullable Subscription upstream;

    /** Set with the value; what follows it is no end of the call. */
    private volatile boolean answered;

    Watch(CoreSubscriber<? super T> actual, AzureCall call) {
      this.actual = actual;
      this.call = call;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onNext(T value) {
      answered = true;
      tell(() -> call.answered(value));
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onNext(value);
      }
    }

    @Override
    public void onComplete() {
      if (!answered) {
        tell(() -> call.answered(null));
      }
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onComplete();
      }
    }

    @Override
    public void onError(Throwable error) {
      tell(() -> call.failed(error));
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onError(error);
      }
    }

    @Override
    public void request(long count) {
      Subscription source = upstream;
      if (source != null) {
        try (Scope inside = call.context().makeCurrent()) {
          source.request(count);
        }
      }
    }

    @Override
    public void cancel() {
      if (!answered) {
        tell(call::cancelled);
      }
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
}
