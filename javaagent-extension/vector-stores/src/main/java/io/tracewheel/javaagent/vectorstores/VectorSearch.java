// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracedFutures;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One search at a store's client, from its start to its end. No method throws. */
public final class VectorSearch {

  private final GenAiCall call;
  private final Found.Reader reader;

  private VectorSearch(GenAiCall call, Found.Reader reader) {
    this.call = call;
    this.reader = reader;
  }

  /**
   * Starts and attaches a search on this thread.
   *
   * @param store as the provider's name
   * @param collection what is searched in: a collection, an index, a class
   * @param topK how many documents are wanted at most; {@code null} or 0 if the store decides
   * @param query text that is searched for, if the store gets text
   */
  static VectorSearch start(
      String store,
      @Nullable String collection,
      @Nullable Long topK,
      Endpoint endpoint,
      @Nullable String query,
      Found.Reader reader) {
    GenAiRequest request =
        new GenAiRequest(Operation.RETRIEVAL)
            .provider(store)
            .server(endpoint.host, endpoint.port)
            .set(GenAiAttributes.DATA_SOURCE_ID, collection)
            .set(GenAiAttributes.RETRIEVAL_TOP_K, topK == null || topK <= 0 ? null : topK);
    if (query != null && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.RETRIEVAL_QUERY, query);
    }
    return new VectorSearch(GenAiCall.start(Layer.VENDOR_SDK, request).attach(), reader);
  }

  GenAiCall call() {
    return call;
  }

  /** The blocking method returned. */
  public void returned(@Nullable Object answer, @Nullable Throwable thrown) {
    call.detach();
    ended(answer, thrown);
  }

  /** The async method returned: what the application gets in place of its future. */
  public @Nullable CompletableFuture<Object> returnedFuture(
      @Nullable CompletableFuture<Object> future, @Nullable Throwable thrown) {
    if (future == null || thrown != null) {
      returned(null, thrown);
      return future;
    }
    call.detach();
    return TracedFutures.map(
        future,
        call,
        answer -> {
          ended(answer, null);
          return answer;
        },
        this::failed);
  }

  void ended(@Nullable Object answer, @Nullable Throwable error) {
    if (error != null) {
      failed(error);
      return;
    }
    Found found = new Found();
    GenAiResponse response = null;
    try {
      if (answer != null) {
        reader.read(answer, found);
      }
      response = found.response(GenAiTelemetry.get().capturesContent());
    } catch (RuntimeException | LinkageError unreadable) {
      // Ends without.
    }
    Throwable told = found.error();
    if (told != null && response != null) {
      String type = errorType(told);
      call.fail(told, type == null ? response : new GenAiResponse().failed(type));
    } else {
      call.end(response);
    }
  }

  void failed(Throwable error) {
    String type = errorType(error);
    call.fail(error, type == null ? null : new GenAiResponse().failed(type));
  }

  /** The code of a gRPC error, whose class says nothing; {@code null} for any other. */
  private static @Nullable String errorType(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().startsWith("Status")) {
        Object code = OptionalGetter.get(OptionalGetter.get(cause, "getStatus"), "getCode");
        if (code != null) {
          return code.toString();
        }
      }
      String code = OptionalGetter.text(cause, "grpcStatusCode"); // as Weaviate has it
      if (code != null) {
        return code;
      }
    }
    return null;
  }
}
