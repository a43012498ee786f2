// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.OpenCall;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One observation of Spring AI as a GenAI operation, or as nothing but a link between the
 * operations above and below it (an advisor, say). No method throws.
 */
public final class SpringAiCall {

  private static final ContextKey<SpringAiCall> CURRENT = ContextKey.named("tracewheel-spring-ai");

  private final @Nullable Recorder recorder;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile @Nullable SpringAiCall above;
  private volatile @Nullable GenAiCall call;
  private volatile @Nullable Throwable error;
  private volatile boolean ended;

  /** Where this was begun, and what is inside of it. */
  private volatile Context outside = Context.current();

  private volatile Context inside = outside;

  /**
   * @param recorder {@code null} for a mere link
   */
  SpringAiCall(@Nullable Recorder recorder) {
    this.recorder = recorder;
  }

  /** The innermost one of this context. */
  static @Nullable SpringAiCall in(Context context) {
    return context.get(CURRENT);
  }

  /** Tells which one this belongs to, whatever thread it begins on. */
  void below(SpringAiCall above) {
    this.above = above;
  }

  boolean streams() {
    return recorder != null && recorder.streams();
  }

  boolean isOpenModelCall() {
    return call != null && !ended && recorder != null && recorder.isModelCall();
  }

  /** Begins the operation; later calls do nothing. */
  void begin() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    try {
      Context parent = parent();
      outside = parent;
      inside = parent;
      TracedSubscription<?> subscription = TracedSubscription.subscribing(this);
      if (recorder != null) {
        GenAiCall started =
            GenAiCall.start(parent, Layer.FRAMEWORK, recorder.request(subscription != null));
        call = started;
        inside = started.context().with(CURRENT, this);
      }
      if (subscription != null) {
        subscription.begun(this);
      }
    } catch (RuntimeException | LinkageError unreadable) {
      // The application's call goes on, unseen.
    }
  }

  /** The context of this thread, unless the one that Spring AI handed on knows better. */
  private Context parent() {
    Context here = Context.current();
    SpringAiCall told = above;
    if (told == null) {
      return here;
    }
    Context there = told.context();
    boolean same = OpenCall.sameIn(here, there);
    return same && Span.fromContext(here).getSpanContext().isValid() ? here : there;
  }

  /** The context for what belongs to this: inside of it, or around it once it has ended. */
  Context context() {
    return ended ? outside : inside;
  }

  /** Spring AI told of an error; the end follows. */
  void failed(Throwable error) {
    this.error = error;
  }

  /**
   * Ends the operation; the first end counts.
   *
   * @param result what the observed code returned
   * @param thrown what it threw
   */
  void end(@Nullable Object result, @Nullable Throwable thrown) {
    GenAiCall open = call;
    if (open == null || ended) {
      return;
    }
    ended = true;
    GenAiResponse response = response(result);
    Throwable cause = thrown != null ? thrown : error;
    if (cause instanceof CancellationException) {
      open.cancel(response);
    } else if (cause != null) {
      open.fail(cause, response);
    } else {
      open.end(response);
    }
  }

  /** The application gave its stream up. */
  void cancelled() {
    GenAiCall open = call;
    if (open != null && !ended) {
      ended = true;
      open.cancel(response(null));
    }
  }

  /**
   * Ends the operation as abandoned when {@code stream}, which the application reads, is dropped.
   */
  void watch(Object stream) {
    GenAiCall open = call;
    if (open != null) {
      open.watch(
          stream,
          () -> {
            if (!ended) {
              ended = true;
              open.abandon(response(null));
            }
          });
    }
  }

  private @Nullable GenAiResponse response(@Nullable Object result) {
    try {
      return recorder == null ? null : recorder.response(result);
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  void chunk(Object element) {
    GenAiCall open = call;
    if (open != null && !ended && recorder != null) {
      if (recorder.isModelCall()) {
        open.chunk();
      } else {
        open.applicationsTurn();
      }
      try {
        recorder.chunk(element);
      } catch (RuntimeException | LinkageError unreadable) {
        // Stays out of the span.
      }
    }
  }
}
