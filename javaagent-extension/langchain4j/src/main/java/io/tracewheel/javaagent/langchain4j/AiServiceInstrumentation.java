// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static net.bytebuddy.matcher.ElementMatchers.isSubTypeOf;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Calls of an AI service's methods; they arrive at the invocation handler of its proxy. */
final class AiServiceInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return nameStartsWith("dev.langchain4j.service.DefaultAiServices$")
        .and(isSubTypeOf(InvocationHandler.class));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("invoke")
            .and(takesArguments(3))
            .and(takesArgument(0, Object.class))
            .and(takesArgument(1, Method.class))
            .and(takesArgument(2, Object[].class)),
        getClass().getName() + "$InvokeAdvice");
  }

  public static final class InvokeAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AgentRun onEnter(
        @Advice.Argument(1) Method method, @Advice.Argument(2) Object @Nullable [] arguments) {
      return AgentRun.of(method, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable AgentRun run) {
      if (run != null) {
        run.returned(result, error);
      }
    }

    private InvokeAdvice() {}
  }
}
