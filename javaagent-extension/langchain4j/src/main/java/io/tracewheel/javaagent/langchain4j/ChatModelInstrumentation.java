// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code doChat}, which gets the request as it will be sent, and models that override {@code chat}
 * itself. Where one calls the other, the outer one opens the span and the inner one completes it.
 */
final class ChatModelInstrumentation implements TypeInstrumentation {

  private static final String MODEL = "dev.langchain4j.model.chat.ChatModel";

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
        namedOneOf("doChat", "chat")
            .and(not(isAbstract()))
            .and(takesArgument(0, named("dev.langchain4j.model.chat.request.ChatRequest")))
            .and(returns(named("dev.langchain4j.model.chat.response.ChatResponse"))),
        getClass().getName() + "$ChatAdvice");
  }

  public static final class ChatAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(
        @Advice.This ChatModel model, @Advice.Argument(0) ChatRequest request) {
      return ChatCalls.start(model, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable ChatResponse response,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        ChatCalls.end(call, response, error);
      }
    }

    private ChatAdvice() {}
  }
}
