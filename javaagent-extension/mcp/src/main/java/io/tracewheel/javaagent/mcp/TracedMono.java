// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The same as another {@link Mono}, with one call per subscription: started when it is subscribed
 * to, ended with its value, end, error or cancellation. What is below runs in the call's context,
 * what is above in that of the subscriber.
 */
final class TracedMono<T> extends Mono<T> {

  private final Mono<T> source;
  private final Supplier<McpCall> start;
  private final BiConsumer<McpCall, @Nullable Object> end;

  /**
   * @param start starts a call in the current context
   * @param end ends it with the value, or {@code null} if there was none
   */
  TracedMono(Mono<T> source, Supplier<McpCall> start, BiConsumer<McpCall, @Nullable Object> end) {
    this.source = source;
    this.start = start;
    this.end = end;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    McpCall call;
    try {
      call = start.get();
    } catch (RuntimeException | LinkageError untraceable) {
      source.subscribe(actual);
      return;
    }
    try (Scope inside = call.context().makeCurrent()) {
      source.subscribe(new Watch<>(actual, call, end));
    }
  }

  private static final class Watch<T> implements CoreSubscriber<T>, Subscription {
    private final CoreSubscriber<? super T> actual;
    private final McpCall call;
    private final BiConsumer<McpCall, @Nullable Object> end;
    private volatile @Nullable Subscription upstream;

    Watch(
        CoreSubscriber<? super T> actual, McpCall call, BiConsumer<McpCall, @Nullable Object> end) {
      this.actual = actual;
      this.call = call;
      this.end = end;
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
      endWith(value);
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onNext(value);
      }
    }

    @Override
    public void onComplete() {
      endWith(null);
      try (Scope outside = call.parent().makeCurrent()) {
        actual.onComplete();
      }
    }

    @Override
    public void onError(Throwable error) {
      try {
        Failures.end(call, error);
      } catch (RuntimeException | LinkageError untraceable) {
        // the application's signal matters more
      }
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
      try {
        call.cancelled();
      } catch (RuntimeException | LinkageError untraceable) {
        // the application's signal matters more
      }
      Subscription source = upstream;
      if (source != null) {
        source.cancel();
      }
    }

    private void endWith(@Nullable Object value) {
      try {
        end.accept(call, value);
      } catch (RuntimeException | LinkageError untraceable) {
        // the application's signal matters more
      }
    }
  }
}
