// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import ai.koog.prompt.Prompt;
import ai.koog.prompt.executor.clients.LLMClientAPI;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.streaming.StreamFrame;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.flow.Flow;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** The clients of all providers and those around them, in agents or outside. */
final class ModelClientInstrumentation implements TypeInstrumentation {

  private static final String CLIENT = "ai.koog.prompt.executor.clients.LLMClientAPI";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(CLIENT);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(CLIENT));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("execute")
            .and(not(isAbstract()))
            .and(takesArguments(4))
            .and(takesArgument(0, named("ai.koog.prompt.Prompt")))
            .and(takesArgument(3, named("kotlin.coroutines.Continuation"))),
        getClass().getName() + "$ExecuteAdvice");
    transformer.applyAdviceToMethod(
        named("executeStreaming")
            .and(not(isAbstract()))
            .and(takesArguments(3))
            .and(takesArgument(0, named("ai.koog.prompt.Prompt")))
            .and(returns(named("kotlinx.coroutines.flow.Flow"))),
        getClass().getName() + "$StreamAdvice");
  }

  public static final class ExecuteAdvice {

    @AssignReturned.ToArguments(@ToArgument(value = 3, index = 1))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object[] onEnter(
        @Advice.Origin("#t") String owner,
        @Advice.This LLMClientAPI client,
        @Advice.Argument(0) Prompt prompt,
        @Advice.Argument(1) LLModel model,
        @Advice.Argument(3) Continuation<Object> continuation) {
      return ModelCall.started(owner, client, prompt, model, continuation);
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

  public static final class StreamAdvice {

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Flow<StreamFrame> onExit(
        @Advice.This LLMClientAPI client,
        @Advice.Argument(0) Prompt prompt,
        @Advice.Argument(1) LLModel model,
        @Advice.Return Flow<StreamFrame> frames) {
      return new TracedFlow(client, prompt, model, frames);
    }

    private StreamAdvice() {}
  }
}
