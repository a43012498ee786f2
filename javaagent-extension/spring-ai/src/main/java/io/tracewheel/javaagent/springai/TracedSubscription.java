// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * One subscription to a streamed answer. The operation begins while the subscription is made, on
 * this thread; from then on what goes up (requests, cancellation) happens in the operation's
 * context, and what goes down (elements, end) in the subscriber's.
 */
final class TracedSubscription<T> implements CoreSubscriber<T>, Subscription {

  private static final ContextKey<AtomicReference<@Nullable TracedSubscription<?>>> SUBSCRIBING =
      ContextKey.named("tracewheel-spring-ai-subscribing");

  private final CoreSubscriber<? super T> subscriber;
  private final @Nullable ChatResponse previous;
  private final Context outside = Context.current();
  private volatile @Nullable SpringAiCall call;
  private volatile @Nullable Subscription upstream;

  /** Set while the subscription is made. */
  private volatile @Nullable Thread thread;

  private @Nullable Scope opened;

  TracedSubscription(CoreSubscriber<? super T> subscriber, @Nullable ChatResponse previous) {
    this.subscriber = subscriber;
    this.previous = previous;
  }

  void to(Flux<? extends T> answer) {
    thread = Thread.currentThread();
    // The call keeps its context, and must not keep what it is watched by.
    AtomicReference<@Nullable TracedSubscription<?>> waiting = new AtomicReference<>(this);
    Scope scope = Round.after(previous, outside).with(SUBSCRIBING, waiting).makeCurrent();
    try {
      answer.subscribe(this);
    } finally {
      thread = null;
      waiting.set(null);
      if (opened != null) {
        opened.close();
      }
      scope.close();
    }
  }

  /** The subscription that is being made on this thread and waits for an operation such as this. */
  static @Nullable TracedSubscription<?> subscribing(SpringAiCall begun) {
    AtomicReference<@Nullable TracedSubscription<?>> told = Context.current().get(SUBSCRIBING);
    TracedSubscription<?> waiting = told == null ? null : told.get();
    return waiting != null
            && waiting.thread == Thread.currentThread()
            && waiting.call == null
            && begun.streams()
        ? waiting
        : null;
  }

  /** The operation has begun; the rest of the subscribing is part of it. */
  @SuppressWarnings("MustBeClosedChecker") // closed at the end of the subscribing
  void begun(SpringAiCall begun) {
    call = begun;
    begun.watch(this);
    opened = begun.context().makeCurrent();
  }

  // Up.

  @Override
  public void request(long elements) {
    Subscription source = upstream;
    if (source != null) {
      try (Scope ignored = up().makeCurrent()) {
        source.request(elements);
      }
    }
  }

  @Override
  public void cancel() {
    SpringAiCall begun = call;
    if (begun != null) {
      begun.cancelled();
    }
    Subscription source = upstream;
    if (source != null) {
      try (Scope ignored = up().makeCurrent()) {
        source.cancel();
      }
    }
  }

  private Context up() {
    SpringAiCall begun = call;
    return begun == null ? outside : begun.context();
  }

  // Down.

  @Override
  public reactor.util.context.Context currentContext() {
    return subscriber.currentContext();
  }

  @Override
  public void onSubscribe(Subscription source) {
    upstream = source;
    try (Scope ignored = outside.makeCurrent()) {
      subscriber.onSubscribe(this);
    }
  }

  @Override
  public void onNext(T element) {
    SpringAiCall begun = call;
    if (begun != null) {
      begun.chunk(element);
    }
    try (Scope ignored = outside.makeCurrent()) {
      subscriber.onNext(element);
    }
  }

  @Override
  public void onError(Throwable error) {
    SpringAiCall begun = call;
    if (begun != null) {
      begun.end(null, error);
    }
    try (Scope ignored = outside.makeCurrent()) {
      subscriber.onError(error);
    }
  }

  @Override
  public void onComplete() {
    SpringAiCall begun = call;
    if (begun != null) {
      begun.end(null, null);
    }
    try (Scope ignored = outside.makeCurrent()) {
      subscriber.onComplete();
    }
  }
}
