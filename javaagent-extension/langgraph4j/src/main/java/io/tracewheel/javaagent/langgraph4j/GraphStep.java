// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.concurrent.CompletableFuture;
import org.bsc.async.AsyncGenerator;
import org.jspecify.annotations.Nullable;

/** One {@code next} of a run's stream: the run is current while it lasts. */
public final class GraphStep {

  private final GraphRun run;
  private final Scope scope;

  private GraphStep(GraphRun run, Scope scope) {
    this.run = run;
    this.scope = scope;
  }

  /** {@code null} if the stream is no graph's. */
  @SuppressWarnings("MustBeClosedChecker") // end closes it, on the same thread
  public static @Nullable GraphStep start(AsyncGenerator<?> stream) {
    GraphRun run = GraphRun.of(stream);
    return run == null ? null : new GraphStep(run, run.callOf(stream).context().makeCurrent());
  }

  /** {@code next} returned or threw. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback does not throw
  public void end(AsyncGenerator.@Nullable Data<?> data, @Nullable Throwable error) {
    scope.close();
    if (error != null) {
      run.failed(error);
    } else if (data != null && data.isDone()) {
      run.ended();
    } else if (data != null) {
      CompletableFuture<?> element = elementOf(data);
      if (element != null) {
        element.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                run.failed(failure);
              }
            });
      }
    }
  }

  private static @Nullable CompletableFuture<?> elementOf(AsyncGenerator.Data<?> data) {
    Object future = OptionalGetter.get(data, "future"); // a record since 4.0
    if (future == null) {
      future = OptionalGetter.field(data, "data");
    }
    return future instanceof CompletableFuture<?> element ? element : null;
  }
}
