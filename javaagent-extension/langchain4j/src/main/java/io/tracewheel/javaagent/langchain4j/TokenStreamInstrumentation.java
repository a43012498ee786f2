// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServiceTokenStream;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.function.Consumer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToFields.ToField;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * An AI service that answers with a token stream runs from the stream's {@code start} to its last
 * callback.
 */
final class TokenStreamInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("dev.langchain4j.service.AiServiceTokenStream");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(isConstructor(), getClass().getName() + "$CreatedAdvice");
    transformer.applyAdviceToMethod(
        named("start").and(takesNoArguments()), getClass().getName() + "$StartAdvice");
  }

  public static final class CreatedAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(@Advice.This AiServiceTokenStream stream) {
      AgentStream.created(stream);
    }

    private CreatedAdvice() {}
  }

  public static final class StartAdvice {

    /** Answers the run and the handlers to call in place of the application's. */
    @Advice.AssignReturned.ToFields({
      @ToField(value = "completeResponseHandler", index = 1, typing = Assigner.Typing.DYNAMIC),
      @ToField(value = "errorHandler", index = 2, typing = Assigner.Typing.DYNAMIC)
    })
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.This AiServiceTokenStream stream,
        @Advice.FieldValue("completeResponseHandler") @Nullable Consumer<ChatResponse> onComplete,
        @Advice.FieldValue("errorHandler") @Nullable Consumer<Throwable> onError) {
      AgentStream run = AgentStream.start(stream);
      return run == null
          ? null
          : new Object[] {run, run.beforeComplete(onComplete), run.beforeError(onError)};
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable error, @Advice.Enter Object @Nullable [] entered) {
      if (entered != null) {
        ((AgentStream) entered[0]).started(error);
      }
    }

    private StartAdvice() {}
  }
}
