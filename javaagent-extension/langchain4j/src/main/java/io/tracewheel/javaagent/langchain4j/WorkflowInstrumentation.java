// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Runs of workflows, in the one private method behind all that a workflow's proxy answers. */
final class WorkflowInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "dev.langchain4j.agentic.internal.PlannerBasedInvocationHandler",
        "dev.langchain4j.agentic.internal.AbstractAgentInvocationHandler"); // up to 1.9
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("executeAgentMethod"), getClass().getName() + "$ExecuteAdvice");
  }

  public static final class ExecuteAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable WorkflowRun onEnter(
        @Advice.This Object handler, @Advice.AllArguments Object[] arguments) {
      return WorkflowRun.start(handler, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable WorkflowRun run) {
      if (run != null) {
        run.returned(result, error);
      }
    }

    private ExecuteAdvice() {}
  }
}
