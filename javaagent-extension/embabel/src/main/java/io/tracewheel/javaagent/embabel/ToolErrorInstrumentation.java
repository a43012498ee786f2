// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** What a tool that threw answers; of what comes back from it, only the text is left. */
final class ToolErrorInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.embabel.agent.api.tool.Tool$Result$Error");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        isConstructor().and(takesArguments(2)).and(takesArgument(1, Throwable.class)),
        getClass().getName() + "$CreatedAdvice");
  }

  public static final class CreatedAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(@Advice.Argument(1) @Nullable Throwable cause) {
      if (cause != null) {
        ToolRun.toolThrew(cause);
      }
    }

    private CreatedAdvice() {}
  }
}
