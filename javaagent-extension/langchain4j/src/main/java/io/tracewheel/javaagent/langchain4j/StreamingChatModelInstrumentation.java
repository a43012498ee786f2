// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Puts a handler before the application's that sees chunks and end, and gives every callback the
 * caller's context.
 */
final class StreamingChatModelInstrumentation implements TypeInstrumentation {

  private static final String MODEL = "dev.langchain4j.model.chat.StreamingChatModel";

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
            .and(takesArguments(2))
            .and(takesArgument(0, named("dev.langchain4j.model.chat.request.ChatRequest")))
            .and(
                takesArgument(
                    1, named("dev.langchain4j.model.chat.response.StreamingChatResponseHandler"))),
        getClass().getName() + "$StreamAdvice");
  }

  public static final class StreamAdvice {

    /** Answers the stream and the handler to call in place of the application's. */
    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 1, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.This StreamingChatModel model,
        @Advice.Argument(0) ChatRequest request,
        @Advice.Argument(1) StreamingChatResponseHandler handler) {
      ChatStream stream = ChatStream.start(model, request);
      return stream == null ? null : new Object[] {stream, stream.before(handler)};
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable error, @Advice.Enter Object @Nullable [] entered) {
      if (entered != null) {
        ((ChatStream) entered[0]).requested(error);
      }
    }

    private StreamAdvice() {}
  }
}
