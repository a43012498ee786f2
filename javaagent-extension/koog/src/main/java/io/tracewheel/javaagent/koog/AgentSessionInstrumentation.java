// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import kotlin.coroutines.Continuation;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Where every kind of agent runs, through its own {@code run} or through a session. */
final class AgentSessionInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("ai.koog.agents.core.agent.AIAgentRunSessionImpl");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("run")
            .and(takesArguments(3))
            .and(takesArgument(2, named("kotlin.coroutines.Continuation"))),
        getClass().getName() + "$RunAdvice");
  }

  public static final class RunAdvice {

    @AssignReturned.ToArguments(@ToArgument(value = 2, index = 1))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object[] onEnter(
        @Advice.This Object session,
        @Advice.Argument(0) @Nullable Object input,
        @Advice.Argument(2) Continuation<Object> continuation) {
      return AgentRun.started(session, input, continuation);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter Object @Nullable [] entered) {
      SuspendedCall.returned(entered, result, error);
    }

    private RunAdvice() {}
  }
}
