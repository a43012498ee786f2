// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.bsc.async.AsyncGenerator;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.RunnableConfig;

/** What {@code invoke}, {@code stream} and all their kin make: one object for each run. */
final class NodeGeneratorInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("org.bsc.langgraph4j.CompiledGraph$AsyncNodeGenerator");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        isConstructor()
            .and(takesArguments(3))
            .and(takesArgument(0, named("org.bsc.langgraph4j.CompiledGraph")))
            .and(takesArgument(2, named("org.bsc.langgraph4j.RunnableConfig"))),
        getClass().getName() + "$CreatedAdvice");
  }

  public static final class CreatedAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(
        @Advice.This AsyncGenerator<?> generator,
        @Advice.Argument(0) CompiledGraph<?> graph,
        @Advice.Argument(2) RunnableConfig config) {
      GraphRun.created(generator, graph, config);
    }

    private CreatedAdvice() {}
  }
}
