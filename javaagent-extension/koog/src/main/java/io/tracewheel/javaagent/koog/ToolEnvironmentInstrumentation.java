// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import ai.koog.prompt.message.MessagePart;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import kotlin.coroutines.Continuation;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Where agents run the tools that a model calls. */
final class ToolEnvironmentInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("ai.koog.agents.core.environment.GenericAgentEnvironment");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("executeTool")
            .and(takesArguments(3))
            .and(takesArgument(0, named("ai.koog.prompt.message.MessagePart$Tool$Call")))
            .and(takesArgument(2, named("kotlin.coroutines.Continuation"))),
        getClass().getName() + "$ExecuteAdvice");
  }

  public static final class ExecuteAdvice {

    @AssignReturned.ToArguments(@ToArgument(value = 2, index = 1))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object[] onEnter(
        @Advice.Origin("#t") String owner,
        @Advice.Argument(0) MessagePart.Tool.Call tool,
        @Advice.Argument(2) Continuation<Object> continuation) {
      return ToolRun.started(owner, tool, continuation);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter Object @Nullable [] entered) {
      SuspendedCall.returned(entered, result, error);
    }

    private ExecuteAdvice() {}
  }
}
