// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of an observation of Spring AI: does what that one does, at the same moments, and
 * tells a {@link SpringAiCall} of it.
 *
 * <p>Our context is current only inside {@code observe}. A scope that is opened by itself is the
 * original's alone: Micrometer's context propagation closes such scopes through the registry, where
 * ours would never be closed.
 */
final class TracedObservation implements Observation {

  private final Observation original;
  private final SpringAiCall call;

  TracedObservation(Observation original, SpringAiCall call) {
    this.original = original;
    this.call = call;
  }

  @Override
  public Observation parentObservation(@Nullable Observation parent) {
    if (parent instanceof TracedObservation) {
      TracedObservation traced = (TracedObservation) parent;
      call.below(traced.call);
      original.parentObservation(traced.original);
    } else {
      original.parentObservation(parent);
    }
    return this;
  }

  @Override
  public Observation start() {
    call.begin();
    try {
      original.start();
    } catch (Throwable error) {
      call.end(null, error);
      throw error;
    }
    return this;
  }

  @Override
  public Observation error(Throwable error) {
    call.failed(error);
    original.error(error);
    return this;
  }

  @Override
  public void stop() {
    call.end(null, null);
    original.stop();
  }

  @Override
  public void observe(Runnable work) {
    around(
        () -> {
          original.observe(
              () -> {
                inside(
                    () -> {
                      work.run();
                      return null;
                    });
              });
          return null;
        });
  }

  @Override
  public <T> T observe(Supplier<T> work) {
    return around(() -> original.observe(() -> inside(work::get)));
  }

  @Override
  public <E extends Throwable> void observeChecked(CheckedRunnable<E> work) throws E {
    this.<@Nullable Object, E>around(
        () -> {
          original.observeChecked(
              () -> {
                this.<@Nullable Object, E>inside(
                    () -> {
                      work.run();
                      return null;
                    });
              });
          return null;
        });
  }

  @Override
  public <T, E extends Throwable> T observeChecked(CheckedCallable<T, E> work) throws E {
    return this.<T, E>around(() -> original.observeChecked(() -> this.<T, E>inside(work)));
  }

  @Override
  public <C extends Context, T> T observeWithContext(Function<C, T> work) {
    return around(
        () -> original.<C, T>observeWithContext(context -> inside(() -> work.apply(context))));
  }

  @Override
  public <C extends Context, T, E extends Throwable> T observeCheckedWithContext(
      CheckedFunction<C, T, E> work) throws E {
    return this.<T, E>around(
        () ->
            original.<C, T, E>observeCheckedWithContext(
                context -> this.<T, E>inside(() -> work.apply(context))));
  }

  private <T, E extends Throwable> T around(CheckedCallable<T, E> observed) throws E {
    call.begin();
    T result;
    try {
      result = observed.call();
    } catch (Throwable error) {
      call.end(null, error);
      throw error;
    }
    call.end(result, null);
    return result;
  }

  private <T, E extends Throwable> T inside(CheckedCallable<T, E> work) throws E {
    try (io.opentelemetry.context.Scope ignored = call.context().makeCurrent()) {
      return work.call();
    }
  }

  // The rest is the original's.

  @Override
  public Scope openScope() {
    return original.openScope();
  }

  @Override
  public Observation contextualName(@Nullable String name) {
    original.contextualName(name);
    return this;
  }

  @Override
  public Observation lowCardinalityKeyValue(KeyValue keyValue) {
    original.lowCardinalityKeyValue(keyValue);
    return this;
  }

  @Override
  public Observation highCardinalityKeyValue(KeyValue keyValue) {
    original.highCardinalityKeyValue(keyValue);
    return this;
  }

  @Override
  public Observation observationConvention(ObservationConvention<?> convention) {
    original.observationConvention(convention);
    return this;
  }

  @Override
  public Observation event(Event event) {
    original.event(event);
    return this;
  }

  @Override
  public boolean isNoop() {
    return original.isNoop();
  }

  @Override
  public Context getContext() {
    return original.getContext();
  }

  @Override
  public ContextView getContextView() {
    return original.getContextView();
  }

  @Override
  public String toString() {
    return original.toString();
  }
}
