// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.GenAiCall;
import kotlin.Result;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import org.jspecify.annotations.Nullable;

/**
 * A call that is a suspending method: it ends when the method returns without having suspended, or
 * when this continuation, which stands in for the caller's, is resumed. While it goes on its
 * context is current on every thread that the coroutine is dispatched to; the caller goes on in its
 * own, dispatched as it would have been.
 */
public final class SuspendedCall implements Continuation<Object> {

  private final Continuation<Object> caller;
  private final GenAiCall call;
  private final Answer answer;
  private final CoroutineContext context;

  /** Of the method's first, not yet suspended, part. */
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
  private SuspendedCall(
      Continuation<Object> caller, GenAiCall call, Answer answer, CoroutineContext context) {
    this.caller = caller;
    this.call = call;
    this.answer = answer;
    this.context = context;
    this.scope = call.context().makeCurrent();
  }

  /**
   * Whether a method is not called but goes on after a suspension: the compiler passes it its own
   * state.
   */
  static boolean goesOn(String owner, String method, Continuation<Object> continuation) {
    return continuation.getClass().getName().startsWith(owner + '$' + method + '$');
  }

  /**
   * What advice hands to {@link #returned}, and the continuation for the method, if none starts.
   */
  static Object[] none(Continuation<Object> continuation) {
    return new Object[] {null, continuation};
  }

  /** The same for a call that has started; its context goes where the coroutine goes. */
  static Object[] of(Continuation<Object> caller, GenAiCall call, Answer answer) {
    CoroutineContext context = caller.getContext().plus(new CarriedContext(call.context()));
    SuspendedCall suspended = new SuspendedCall(caller, call, answer, context);
    return new Object[] {suspended, suspended};
  }

  /**
   * The same without carrying the context: those who collect a flow and those who emit into it must
   * be in one coroutine context.
   */
  static SuspendedCall staying(Continuation<Object> caller, GenAiCall call, Answer answer) {
    return new SuspendedCall(caller, call, answer, caller.getContext());
  }

  /** The method returned or threw, on the thread that called it. */
  public static void returned(
      Object @Nullable [] entered, @Nullable Object result, @Nullable Throwable error) {
    if (entered != null && entered[0] instanceof SuspendedCall suspended) {
      suspended.scope.close();
      if (error != null) {
        suspended.call.fail(error, null);
      } else if (result != IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
        suspended.end(result);
      }
    }
  }

  private void end(@Nullable Object value) {
    try {
      call.end(answer.read(value));
    } catch (RuntimeException | LinkageError unreadable) {
      call.end(null);
    }
  }

  @Override
  public CoroutineContext getContext() {
    return context;
  }

  @Override
  public void resumeWith(Object result) {
    try {
      if (result instanceof Result.Failure failure) {
        call.fail(failure.exception, null);
      } else {
        end(result);
      }
    } catch (RuntimeException | LinkageError untraceable) {
      // the coroutine must go on
    }
    try (Scope outside = call.parent().makeCurrent()) {
      IntrinsicsKt.intercepted(caller).resumeWith(result);
    }
  }
}
