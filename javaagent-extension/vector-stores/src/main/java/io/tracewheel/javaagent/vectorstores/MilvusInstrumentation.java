// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.common.util.concurrent.ListenableFuture;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Searches of the first client. Its outer class tries again by the methods of the inner one; those
 * have no span below the outer's.
 */
final class MilvusInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "io.milvus.client.MilvusServiceClient", "io.milvus.client.AbstractMilvusGrpcClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("search", "hybridSearch")
            .and(not(isAbstract()))
            .and(takesArguments(1))
            .and(returns(named("io.milvus.param.R"))),
        getClass().getName() + "$SearchAdvice");
    transformer.applyAdviceToMethod(
        namedOneOf("searchAsync", "hybridSearchAsync")
            .and(not(isAbstract()))
            .and(takesArguments(1)),
        getClass().getName() + "$AsyncAdvice");
  }

  /** Advice: a blocking search. */
  public static final class SearchAdvice {

    private SearchAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object client, @Advice.Argument(0) @Nullable Object request) {
      return MilvusSearches.start(client, request);
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

  /** Advice: a search in the background. */
  public static final class AsyncAdvice {

    private AsyncAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object client, @Advice.Argument(0) @Nullable Object request) {
      return MilvusSearches.start(client, request);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable ListenableFuture<Object> onExit(
        @Advice.Return @Nullable ListenableFuture<Object> found,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable VectorSearch search) {
      return search == null ? found : SearchFutures.returned(search, found, thrown);
    }
  }
}
