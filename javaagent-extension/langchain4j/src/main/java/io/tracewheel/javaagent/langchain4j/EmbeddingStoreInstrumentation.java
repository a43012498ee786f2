// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Searches of embedding stores. */
final class EmbeddingStoreInstrumentation implements TypeInstrumentation {

  private static final String STORE = "dev.langchain4j.store.embedding.EmbeddingStore";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(STORE);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(STORE));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("search")
            .and(not(isAbstract()))
            .and(takesArguments(1))
            .and(takesArgument(0, named("dev.langchain4j.store.embedding.EmbeddingSearchRequest"))),
        getClass().getName() + "$SearchAdvice");
  }

  public static final class SearchAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(@Advice.Argument(0) EmbeddingSearchRequest request) {
      return Retrievals.start(request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable EmbeddingSearchResult<?> result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        Retrievals.end(call, result, error);
      }
    }

    private SearchAdvice() {}
  }
}
