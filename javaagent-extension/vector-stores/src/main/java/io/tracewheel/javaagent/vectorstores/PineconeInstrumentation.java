// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Searches of the blocking client: by vector, by id and, later, by text. */
final class PineconeInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.pinecone.clients.Index");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("query").and(not(isBridge())).and(takesArguments(9)).and(takesArgument(0, int.class)),
        getClass().getName() + "$QueryAdvice");
    transformer.applyAdviceToMethod(
        named("searchRecords").and(takesArguments(4)), getClass().getName() + "$RecordsAdvice");
  }

  /** Advice: the method that all searches by vector or id end in. */
  public static final class QueryAdvice {

    private QueryAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object index, @Advice.Argument(0) int topK) {
      return PineconeSearches.start(index, topK);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object found,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable VectorSearch search) {
      if (search != null) {
        search.returned(found, thrown);
      }
    }
  }

  /** Advice: searches of records, whose vectors the store makes itself. */
  public static final class RecordsAdvice {

    private RecordsAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object index, @Advice.Argument(1) @Nullable Object query) {
      return PineconeSearches.startRecords(index, query);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object found,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable VectorSearch search) {
      if (search != null) {
        search.returned(found, thrown);
      }
    }
  }
}
