// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;

/** Tools that are run past the tool calling manager, which alone observes them. */
final class ToolCallbackInstrumentation implements TypeInstrumentation {

  private static final String TOOL = "org.springframework.ai.tool.ToolCallback";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(TOOL);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(TOOL)).and(not(isInterface()));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("call")
            .and(not(isAbstract()))
            .and(takesArgument(0, String.class))
            .and(returns(String.class)),
        getClass().getName() + "$CallAdvice");
  }

  public static final class CallAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(
        @Advice.This ToolCallback tool, @Advice.Argument(0) @Nullable String arguments) {
      return DirectToolRuns.start(tool, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable String result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall run) {
      if (run != null) {
        DirectToolRuns.end(run, result, error);
      }
    }

    private CallAdvice() {}
  }
}
