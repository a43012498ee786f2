// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of embedding models. */
public final class EmbeddingCalls {

  /** What LangChain4j answers for models that do not tell their name. */
  private static final String UNKNOWN_MODEL = "unknown";

  private EmbeddingCalls() {}

  /** Starts and attaches a call on this thread. */
  public static GenAiCall start(Object model, @Nullable String modelName) {
    String name = modelName != null ? modelName : OptionalGetter.text(model, "modelName");
    GenAiRequest request =
        new GenAiRequest(Operation.EMBEDDINGS)
            .provider(ModelProviders.of(model))
            .set(GenAiAttributes.REQUEST_MODEL, UNKNOWN_MODEL.equals(name) ? null : name);
    return GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  public static void end(
      GenAiCall call, @Nullable Response<List<Embedding>> response, @Nullable Throwable error) {
    end(
        call,
        null,
        response == null ? null : response.content(),
        response == null ? null : response.tokenUsage(),
        error);
  }

  /**
   * As {@link #end}, in versions where a response is more than a list.
   *
   * @param response LangChain4j's {@code EmbeddingResponse}
   */
  public static void endRequest(
      GenAiCall call, @Nullable Object response, @Nullable Throwable error) {
    Object embeddings = OptionalGetter.get(response, "embeddings");
    Object usage = OptionalGetter.get(response, "tokenUsage");
    end(
        call,
        OptionalGetter.text(response, "modelName"),
        embeddings instanceof List<?> list ? list : null,
        usage instanceof TokenUsage tokens ? tokens : null,
        error);
  }

  private static void end(
      GenAiCall call,
      @Nullable String model,
      @Nullable List<?> embeddings,
      @Nullable TokenUsage usage,
      @Nullable Throwable error) {
    call.detach();
    if (error != null) {
      call.fail(error, null);
      return;
    }
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_MODEL, model);
    if (usage != null && usage.inputTokenCount() != null) {
      response.set(GenAiAttributes.USAGE_INPUT_TOKENS, usage.inputTokenCount().longValue());
    }
    if (embeddings != null
        && !embeddings.isEmpty()
        && embeddings.get(0) instanceof Embedding first) {
      response.set(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, (long) first.vector().length);
    }
    call.end(response);
  }
}
