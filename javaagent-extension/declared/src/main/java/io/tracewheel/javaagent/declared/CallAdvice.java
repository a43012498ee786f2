// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around declared methods. */
final class CallAdvice {

  private CallAdvice() {}

  /** Those that return an object, which may be a future. */
  public static final class ObjectAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable DeclaredCall onEnter(
        @Advice.Origin Class<?> type,
        @Advice.Origin("#m#d") String signature,
        @Advice.This(optional = true) @Nullable Object self,
        @Advice.AllArguments Object[] arguments) {
      return DeclaredCall.start(type, signature, self, arguments);
    }

    @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable Object onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable DeclaredCall call) {
      return call == null ? result : call.end(result, error);
    }

    private ObjectAdvice() {}
  }

  /** Those that return a primitive or nothing. */
  public static final class PlainAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable DeclaredCall onEnter(
        @Advice.Origin Class<?> type,
        @Advice.Origin("#m#d") String signature,
        @Advice.This(optional = true) @Nullable Object self,
        @Advice.AllArguments Object[] arguments) {
      return DeclaredCall.start(type, signature, self, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable DeclaredCall call) {
      if (call != null) {
        call.end(result, error);
      }
    }

    private PlainAdvice() {}
  }
}
