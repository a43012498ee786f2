// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.lang.reflect.Method;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** The application's methods that the library calls itself when the model asks for them. */
final class ToolInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.genai.AfcUtil");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("getFunctionResponse").and(takesArguments(2)).and(takesArgument(0, Method.class)),
        getClass().getName() + "$RunAdvice");
  }

  /** Advice. */
  public static final class RunAdvice {

    private RunAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static GenAiCall onEnter(
        @Advice.Argument(0) Method tool, @Advice.Argument(1) @Nullable Object arguments) {
      return ToolRuns.start(tool, arguments);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        ToolRuns.end(call, result, thrown);
      }
    }
  }
}
