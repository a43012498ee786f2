// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.ai.openai.implementation.OpenAIClientImpl;
import com.azure.core.http.rest.Response;
import com.azure.core.util.BinaryData;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.OpenAiChat;
import io.tracewheel.javaagent.genai.OpenAiEmbeddings;
import io.tracewheel.javaagent.genai.Providers;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One request to a model, until there is an answer whose body can be read. */
public final class AzureCall {

  /** More than that of one body is not looked at; images are what is that long. */
  private static final long LONGEST_BODY = 8L << 20;

  private static final String OPENAI = "https://api.openai.com";

  private final GenAiCall call;
  private final boolean chat;
  private final boolean streamed;

  private AzureCall(GenAiCall call, boolean chat, boolean streamed) {
    this.call = call;
    this.chat = chat;
    this.streamed = streamed;
  }

  /**
   * Starts a call in the current context.
   *
   * @param method of the library, whose name tells what is asked for
   * @param deployment what Azure calls it; the model's name where the client speaks to OpenAI
   */
  public static AzureCall of(
      Object client, String method, @Nullable String deployment, @Nullable BinaryData body) {
    boolean chat = method.contains("Chat");
    String json = json(body);
    GenAiRequest request =
        chat
            ? OpenAiChat.request(json, GenAiTelemetry.get().capturesContent())
            : OpenAiEmbeddings.request(json);
    // It is what the library sends, whatever the body says.
    request.set(GenAiAttributes.REQUEST_MODEL, deployment);
    if (client instanceof OpenAIClientImpl) {
      Providers.describe(
          request, ((OpenAIClientImpl) client).getEndpoint(), Providers.AZURE_OPENAI);
    } else {
      Providers.describe(request, OPENAI, Providers.OPENAI);
    }
    boolean streamed = request.value(GenAiAttributes.REQUEST_STREAM) != null;
    return new AzureCall(GenAiCall.start(Layer.VENDOR_SDK, request), chat, streamed);
  }

  /** The same answer, with a call for each subscription to it. */
  public static Mono<Response<BinaryData>> traced(
      Object client,
      String method,
      @Nullable String deployment,
      @Nullable BinaryData body,
      Mono<Response<BinaryData>> answer) {
    return new TracedMono<>(answer, () -> of(client, method, deployment, body));
  }

  /** {@code null} for what can be read only once, which is the library's to do. */
  private static @Nullable String json(@Nullable BinaryData body) {
    if (body == null || !body.isReplayable()) {
      return null;
    }
    Long length = body.getLength();
    return length != null && length > LONGEST_BODY ? null : body.toString();
  }

  /** Makes the call's context current; {@link #returned} must follow on the same thread. */
  public AzureCall attach() {
    call.attach();
    return this;
  }

  /** The blocking method returned. */
  public void returned(@Nullable Response<?> response, @Nullable Throwable thrown) {
    call.detach();
    if (thrown != null) {
      failed(thrown);
    } else {
      answered(response);
    }
  }

  /** There is an answer, with a body that may be yet to come. */
  void answered(@Nullable Object answer) {
    Object body = answer instanceof Response ? ((Response<?>) answer).getValue() : null;
    if (body instanceof BinaryData) {
      AnswerBody.expect((BinaryData) body, call, chat, streamed);
    } else {
      call.end(null);
    }
  }

  void failed(Throwable error) {
    Throwable cause = AzureErrors.cause(error);
    GenAiResponse named = new GenAiResponse();
    String type = AzureErrors.type(cause);
    if (type != null) {
      named.failed(type);
    }
    call.fail(cause, named);
  }

  void cancelled() {
    call.cancel(null);
  }

  Context context() {
    return call.context();
  }

  Context parent() {
    return call.parent();
  }
}
