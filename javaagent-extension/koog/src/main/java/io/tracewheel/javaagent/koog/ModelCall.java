// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.prompt.Prompt;
import ai.koog.prompt.executor.clients.LLMClientAPI;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.message.Message;
import ai.koog.prompt.params.LLMParams;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.Providers;
import java.util.List;
import java.util.Map;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;

/** One call of a model client. */
public final class ModelCall {

  /** The library's names of providers where the conventions have others. */
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "google", Providers.GEMINI,
          "bedrock", "aws.bedrock",
          "mistralai", "mistral_ai",
          "alibaba", "alibaba.dashscope");

  private ModelCall() {}

  public static Object[] started(
      String owner,
      LLMClientAPI client,
      Prompt prompt,
      LLModel model,
      Continuation<Object> continuation) {
    if (SuspendedCall.goesOn(owner, "execute", continuation)) {
      return SuspendedCall.none(continuation);
    }
    GenAiCall call = GenAiCall.start(Layer.FRAMEWORK, request(client, prompt, model));
    return SuspendedCall.of(continuation, call, ModelCall::answer);
  }

  static GenAiRequest request(LLMClientAPI client, Prompt prompt, LLModel model) {
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    request.set(GenAiAttributes.REQUEST_MODEL, model.getId());
    String provider = client.llmProvider().getId();
    Providers.describe(
        request,
        OptionalGetter.text(OptionalGetter.field(client, "settings"), "getBaseUrl"),
        PROVIDERS.getOrDefault(provider, provider));
    LLMParams params = prompt.getParams();
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, params.getTemperature());
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, asLong(params.getMaxTokens()));
    Long choices = asLong(params.getNumberOfChoices());
    request.set(
        GenAiAttributes.REQUEST_CHOICE_COUNT, choices == null || choices == 1 ? null : choices);
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.INPUT_MESSAGES, KoogMessages.of(prompt.getMessages()));
    }
    return request;
  }

  static @Nullable Long asLong(@Nullable Integer number) {
    return number == null ? null : (Long) number.longValue();
  }

  private static GenAiResponse answer(@Nullable Object value) {
    GenAiResponse response = new GenAiResponse();
    if (value instanceof Message.Assistant message) {
      if (message.getFinishReason() != null) {
        response.finishReasons(List.of(message.getFinishReason()));
      }
      KoogMessages.usage(message.getMetaInfo(), response);
      if (GenAiTelemetry.get().capturesContent()) {
        response.content(
            Content.OUTPUT_MESSAGES,
            Messages.listOf(Messages.message("assistant", KoogMessages.parts(message.getParts()))));
      }
    }
    return response;
  }
}
