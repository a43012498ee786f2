// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** The methods below all kinds of queries, of the blocking and of the async client. */
final class Weaviate6Instrumentation implements TypeInstrumentation {

  private static final String QUERY = "io.weaviate.client6.v1.api.collections.query.";
  static final String OPERATOR = QUERY + "QueryOperator";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return ElementMatchers.namedOneOf(
        QUERY + "WeaviateQueryClient", QUERY + "WeaviateQueryClientAsync");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    ElementMatcher.Junction<MethodDescription> performs =
        named("performRequest").and(not(isBridge())).and(takesArgument(0, named(OPERATOR)));
    ElementMatcher<MethodDescription> async = returns(CompletableFuture.class);
    transformer.applyAdviceToMethod(
        performs.and(not(async)), getClass().getName() + "$QueryAdvice");
    transformer.applyAdviceToMethod(performs.and(async), getClass().getName() + "$AsyncAdvice");
  }

  /** Advice: a blocking query. */
  public static final class QueryAdvice {

    private QueryAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object client, @Advice.Argument(0) @Nullable Object operator) {
      return Weaviate6Searches.start(client, operator);
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

  /** Advice: a query in the background. */
  public static final class AsyncAdvice {

    private AsyncAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object client, @Advice.Argument(0) @Nullable Object operator) {
      return Weaviate6Searches.start(client, operator);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> found,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable VectorSearch search) {
      return search == null ? found : search.returnedFuture(found, thrown);
    }
  }
}
