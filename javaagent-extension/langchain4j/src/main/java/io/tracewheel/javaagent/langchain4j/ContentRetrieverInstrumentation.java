// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.implementsInterface;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.query.Query;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Retrieval by a content retriever; the search of a store below it is part of it. */
final class ContentRetrieverInstrumentation implements TypeInstrumentation {

  private static final String RETRIEVER = "dev.langchain4j.rag.content.retriever.ContentRetriever";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(RETRIEVER);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return implementsInterface(named(RETRIEVER));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("retrieve")
            .and(not(isAbstract()))
            .and(takesArguments(1))
            .and(takesArgument(0, named("dev.langchain4j.rag.query.Query"))),
        getClass().getName() + "$RetrieveAdvice");
  }

  public static final class RetrieveAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GenAiCall onEnter(@Advice.Argument(0) Query query) {
      return Retrievals.start(query);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable List<Content> contents,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable GenAiCall call) {
      if (call != null) {
        Retrievals.end(call, contents, error);
      }
    }

    private RetrieveAdvice() {}
  }
}
