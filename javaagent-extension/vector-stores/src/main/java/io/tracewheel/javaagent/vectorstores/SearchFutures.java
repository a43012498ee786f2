// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.opentelemetry.context.Scope;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Searches whose answer comes in a future of Guava. */
public final class SearchFutures {

  private SearchFutures() {}

  /**
   * The async method returned: what the application gets in place of its future. Same answer, same
   * error; cancelling it cancels the original.
   */
  public static @Nullable ListenableFuture<Object> returned(
      VectorSearch search, @Nullable ListenableFuture<Object> future, @Nullable Throwable thrown) {
    if (future == null || thrown != null) {
      search.returned(null, thrown);
      return future;
    }
    search.call().detach();
    SettableFuture<Object> seen = SettableFuture.create();
    future.addListener(() -> done(search, future, seen), Runnable::run);
    seen.addListener(
        () -> {
          if (seen.isCancelled()) {
            future.cancel(true);
          }
        },
        Runnable::run);
    return seen;
  }

  private static void done(
      VectorSearch search, ListenableFuture<Object> future, SettableFuture<Object> seen) {
    Object answer = null;
    Throwable error = null;
    try {
      answer = Futures.getDone(future);
    } catch (ExecutionException failed) {
      error = failed.getCause() == null ? failed : failed.getCause();
    } catch (RuntimeException cancelled) {
      error = cancelled;
    }
    search.ended(answer, error);
    // What follows on this thread comes after the search and is no part of it.
    try (Scope ignored = search.call().parent().makeCurrent()) {
      if (future.isCancelled()) {
        seen.cancel(false);
      } else if (error != null) {
        seen.setException(error);
      } else {
        seen.set(answer);
      }
    }
  }
}
