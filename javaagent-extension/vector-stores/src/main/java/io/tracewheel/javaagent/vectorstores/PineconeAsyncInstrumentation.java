// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.common.util.concurrent.ListenableFuture;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Searches of the async client. */
final class PineconeAsyncInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.pinecone.clients.AsyncIndex");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("query").and(not(isBridge())).and(takesArguments(9)).and(takesArgument(0, int.class)),
        getClass().getName() + "$QueryAdvice");
  }

  /** Advice: the method that all searches by vector or id end in. */
  public static final class QueryAdvice {

    private QueryAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable VectorSearch onEnter(
        @Advice.This Object index, @Advice.Argument(0) int topK) {
      return PineconeSearches.start(index, topK);
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
