// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Futures of calls. */
public final class TracedFutures {

  private TracedFutures() {}

  /**
   * A future with the result that {@code onResult} makes of the source's. If the source fails the
   * call fails with it; if the application cancels the returned future, source and call are
   * cancelled.
   *
   * @param onResult ends the call or hands it on to a stream; if it throws, the source's own result
   *     is passed on unchanged
   */
  public static <T> CompletableFuture<T> map(
      CompletableFuture<T> source, GenAiCall call, Function<? super T, ? extends T> onResult) {
    return map(source, call, onResult, error -> call.fail(error, null));
  }

  /** As above, for those who can name an error better than its class does. */
  public static <T> CompletableFuture<T> map(
      CompletableFuture<T> source,
      GenAiCall call,
      Function<? super T, ? extends T> onResult,
      Consumer<Throwable> onError) {
    return map(source, call, onResult, onError, () -> call.cancel(null));
  }

  /** As above, for those who know what had come when the application cancelled. */
  @SuppressWarnings("FutureReturnValueIgnored") // neither callback throws
  public static <T> CompletableFuture<T> map(
      CompletableFuture<T> source,
      GenAiCall call,
      Function<? super T, ? extends T> onResult,
      Consumer<Throwable> onError,
      Runnable onCancel) {
    CompletableFuture<T> mapped = new CompletableFuture<>();
    source.whenComplete(
        (result, error) -> {
          T seen = result;
          if (error != null) {
            onError.accept(error);
          } else {
            try {
              seen = onResult.apply(result);
            } catch (RuntimeException unreadable) {
              call.end(null);
            }
          }
          // What follows on this thread comes after the call and is no part of it.
          try (Scope ignored = call.parent().makeCurrent()) {
            if (error != null) {
              // As it is: callbacks and getters then see what they would see on the source.
              mapped.completeExceptionally(error);
            } else {
              mapped.complete(seen);
            }
          }
        });
    mapped.whenComplete(
        (result, error) -> {
          if (mapped.isCancelled()) {
            onCancel.run();
            source.cancel(true);
          }
        });
    return mapped;
  }
}
