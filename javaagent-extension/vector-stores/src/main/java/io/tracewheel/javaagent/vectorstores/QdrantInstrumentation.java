// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.common.util.concurrent.ListenableFuture;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.qdrant.client.QdrantClient;
import java.time.Duration;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** The methods with a timeout, in which all overloads end. */
final class QdrantInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.qdrant.client.QdrantClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        isPublic()
            .and(
                namedOneOf(
                    "searchAsync",
                    "searchGroupsAsync",
                    "recommendAsync",
                    "recommendGroupsAsync",
                    "discoverAsync",
                    "queryAsync",
                    "queryGroupsAsync"))
            .and(takesArguments(2))
            .and(takesArgument(1, Duration.class)),
        getClass().getName() + "$SearchAdvice");
    transformer.applyAdviceToMethod(
        isPublic()
            .and(
                namedOneOf(
                    "searchBatchAsync",
                    "recommendBatchAsync",
                    "discoverBatchAsync",
                    "queryBatchAsync"))
            .and(takesArguments(4))
            .and(takesArgument(3, Duration.class)),
        getClass().getName() + "$BatchAdvice");
  }

  /** Advice: one search. */
  public static final class SearchAdvice {

    private SearchAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This QdrantClient client, @Advice.Argument(0) Object request) {
      return QdrantSearches.start(client, request);
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

  /** Advice: several searches of one collection in one request. */
  public static final class BatchAdvice {

    private BatchAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This QdrantClient client,
        @Advice.Argument(0) String collection,
        @Advice.Argument(1) Iterable<?> requests) {
      return QdrantSearches.start(client, collection, requests);
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
