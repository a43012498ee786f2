// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.bsc.async.AsyncGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The stream that callers of a graph read, or that {@code invoke} reads for them. Each {@code next}
 * runs a node or takes an element of the stream that a node answered with, on whatever thread.
 */
final class EmbeddingGeneratorInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("org.bsc.async.AsyncGenerator$WithEmbed");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        isConstructor()
            .and(takesArguments(2))
            .and(takesArgument(0, named("org.bsc.async.AsyncGenerator"))),
        getClass().getName() + "$CreatedAdvice");
    transformer.applyAdviceToMethod(
        named("next").and(takesNoArguments()), getClass().getName() + "$NextAdvice");
    transformer.applyAdviceToMethod(
        named("cancel").and(takesArguments(boolean.class)), getClass().getName() + "$CancelAdvice");
  }

  public static final class CreatedAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(
        @Advice.This AsyncGenerator<?> stream, @Advice.Argument(0) AsyncGenerator<?> first) {
      GraphRun.wrapped(stream, first);
    }

    private CreatedAdvice() {}
  }

  public static final class NextAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GraphStep onEnter(@Advice.This AsyncGenerator<?> stream) {
      return GraphStep.start(stream);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return AsyncGenerator.@Nullable Data<?> data,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GraphStep step) {
      if (step != null) {
        step.end(data, error);
      }
    }

    private NextAdvice() {}
  }

  public static final class CancelAdvice {

    /** On entry: what the interrupted node throws on its thread must not come first. */
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static void onEnter(@Advice.This AsyncGenerator<?> stream) {
      GraphRun.cancelled(stream);
    }

    private CancelAdvice() {}
  }
}
