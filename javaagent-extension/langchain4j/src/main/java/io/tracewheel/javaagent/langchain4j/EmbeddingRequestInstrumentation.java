// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.OptionalGetter;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** {@code doEmbed} of later versions, which gets the request as it will be sent. */
final class EmbeddingRequestInstrumentation implements TypeInstrumentation {

  private static final String MODEL = "dev.langchain4j.model.embedding.EmbeddingModel";
  private static final String REQUEST = "dev.langchain4j.model.embedding.request.EmbeddingRequest";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(REQUEST);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(MODEL)).and(not(isInterface()));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("doEmbed")
            .and(not(isAbstract()))
            .and(takesArguments(1))
            .and(takesArgument(0, named(REQUEST))),
        getClass().getName() + "$EmbedAdvice");
  }

  public static final class EmbedAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(
        @Advice.This EmbeddingModel model, @Advice.Argument(0) Object request) {
      return EmbeddingCalls.start(model, OptionalGetter.text(request, "modelName"));
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object response,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        EmbeddingCalls.endRequest(call, response, error);
      }
    }

    private EmbedAdvice() {}
  }
}
