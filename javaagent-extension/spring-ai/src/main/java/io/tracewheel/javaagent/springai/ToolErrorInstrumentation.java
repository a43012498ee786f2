// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.springframework.ai.tool.execution.ToolExecutionException;

/** Where the exception of a tool becomes a text for the model. */
final class ToolErrorInstrumentation implements TypeInstrumentation {

  private static final String PROCESSOR =
      "org.springframework.ai.tool.execution.ToolExecutionExceptionProcessor";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(PROCESSOR);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(PROCESSOR)).and(not(isInterface()));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("process")
            .and(not(isAbstract()))
            .and(
                takesArgument(
                    0, named("org.springframework.ai.tool.execution.ToolExecutionException"))),
        getClass().getName() + "$ErrorAdvice");
  }

  public static final class ErrorAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static void onEnter(@Advice.Argument(0) ToolExecutionException error) {
      ToolBatch.toolThrew(error);
    }

    private ErrorAdvice() {}
  }
}
