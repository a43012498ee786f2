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

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Embedding models that implement {@code embedAll}, to which the other methods lead. */
final class EmbeddingModelInstrumentation implements TypeInstrumentation {

  private static final String MODEL = "dev.langchain4j.model.embedding.EmbeddingModel";

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
        named("embedAll")
            .and(not(isAbstract()))
            .and(takesArguments(1))
            .and(takesArgument(0, List.class)),
        getClass().getName() + "$EmbedAdvice");
  }

  public static final class EmbedAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(@Advice.This EmbeddingModel model) {
      return EmbeddingCalls.start(model, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Response<List<Embedding>> response,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        EmbeddingCalls.end(call, response, error);
      }
    }

    private EmbedAdvice() {}
  }
}
