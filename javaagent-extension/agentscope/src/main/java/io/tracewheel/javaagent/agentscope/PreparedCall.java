// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.model.ChatResponse;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.Layer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A call of a model while its answer is put together. Some releases send the request then, so the
 * call has begun for the first who subscribes; each later one makes another. If nobody ever does,
 * the call leaves no trace.
 */
public final class PreparedCall {

  private final GenAiRequest request;
  private final GenAiCall first;
  private final AtomicBoolean taken = new AtomicBoolean();

  PreparedCall(GenAiRequest request) {
    this.request = request;
    this.first = GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  /** The answer was put together, or not, on the thread where that began. */
  public @Nullable Flux<ChatResponse> answer(
      @Nullable Flux<ChatResponse> answer, @Nullable Throwable error) {
    first.detach();
    if (error != null) {
      first.fail(error, null);
    }
    return answer == null ? null : new TracedFlux<>(answer, subscriber -> next());
  }

  private ModelCall next() {
    GenAiCall call =
        taken.compareAndSet(false, true)
            ? first
            : GenAiCall.start(Layer.FRAMEWORK, request.again());
    return new ModelCall(call, request.value(GenAiAttributes.REQUEST_STREAM) != null);
  }
}
