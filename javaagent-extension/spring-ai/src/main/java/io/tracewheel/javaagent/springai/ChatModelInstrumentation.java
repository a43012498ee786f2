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
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.Flux;

/**
 * What observations do not tell of a model: how its stream is read, and which round of its own tool
 * loop a call is (in 1.x: {@code internalCall} and {@code internalStream} with the answer of the
 * round before).
 */
final class ChatModelInstrumentation implements TypeInstrumentation {

  private static final String MODEL = "org.springframework.ai.chat.model.ChatModel";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(MODEL);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(MODEL)).and(not(isInterface()));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("stream").and(takesArguments(1)).and(takesPrompt()).and(returnsFlux()),
        getClass().getName() + "$StreamAdvice");
    transformer.applyAdviceToMethod(
        named("internalStream").and(isRound()).and(returnsFlux()),
        getClass().getName() + "$StreamedRoundAdvice");
    transformer.applyAdviceToMethod(
        named("internalCall").and(isRound()), getClass().getName() + "$RoundAdvice");
  }

  private static ElementMatcher.Junction<MethodDescription> takesPrompt() {
    return not(isAbstract())
        .and(takesArgument(0, named("org.springframework.ai.chat.prompt.Prompt")));
  }

  private static ElementMatcher.Junction<MethodDescription> isRound() {
    return takesPrompt()
        .and(takesArguments(2))
        .and(takesArgument(1, named("org.springframework.ai.chat.model.ChatResponse")));
  }

  private static ElementMatcher.Junction<MethodDescription> returnsFlux() {
    return returns(named("reactor.core.publisher.Flux"));
  }

  public static final class StreamAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static @Nullable Flux<?> onExit(@Advice.Return @Nullable Flux<?> answer) {
      return answer == null ? null : TracedFlux.of(answer, null);
    }

    private StreamAdvice() {}
  }

  public static final class StreamedRoundAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static @Nullable Flux<?> onExit(
        @Advice.Argument(1) @Nullable ChatResponse previous,
        @Advice.Return @Nullable Flux<?> answer) {
      return answer == null ? null : TracedFlux.of(answer, previous);
    }

    private StreamedRoundAdvice() {}
  }

  public static final class RoundAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable Scope onEnter(@Advice.Argument(1) @Nullable ChatResponse previous) {
      return Round.enter(previous);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(@Advice.Enter @Nullable Scope round) {
      if (round != null) {
        round.close();
      }
    }

    private RoundAdvice() {}
  }
}
