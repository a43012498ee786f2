// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.prompt.ChatOptions;

/** A call of a chat model. */
final class ChatRecorder implements Recorder {

  /** What models of Spring AI 1.x answer where the provider told no id. */
  private static final String NO_ID = "NO_ID";

  private final ChatModelObservationContext observed;
  private final PartialAnswer partial = new PartialAnswer();
  private @Nullable ChatResponse previous;

  ChatRecorder(ChatModelObservationContext observed) {
    this.observed = observed;
  }

  @Override
  public boolean isModelCall() {
    return true;
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public GenAiRequest request(boolean streaming) {
    previous = Round.previous();
    GenAiRequest request =
        new GenAiRequest(Operation.CHAT)
            .provider(ModelProviders.of(observed.getOperationMetadata().provider()));
    if (streaming) {
      request.streaming();
    }
    ChatOptions options = observed.getRequest().getOptions();
    if (options != null) {
      read(options, request);
    }
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(
          Content.INPUT_MESSAGES, SpringMessages.of(observed.getRequest().getInstructions()));
      request.content(Content.TOOL_DEFINITIONS, SpringMessages.tools(options));
    }
    return request;
  }

  private static void read(ChatOptions options, GenAiRequest request) {
    request.set(GenAiAttributes.REQUEST_MODEL, options.getModel());
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, options.getTemperature());
    request.set(GenAiAttributes.REQUEST_TOP_P, options.getTopP());
    request.set(GenAiAttributes.REQUEST_TOP_K, number(options.getTopK()));
    request.set(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, options.getFrequencyPenalty());
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, options.getPresencePenalty());
    request.set(GenAiAttributes.REQUEST_STOP_SEQUENCES, options.getStopSequences());
    Long longest = number(options.getMaxTokens());
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS,
        longest != null ? longest : OptionalGetter.number(options, "getMaxCompletionTokens"));
    request.set(GenAiAttributes.REQUEST_SEED, OptionalGetter.number(options, "getSeed"));
    request.set(
        GenAiAttributes.REQUEST_REASONING_LEVEL,
        OptionalGetter.text(options, "getReasoningEffort"));
  }

  private static @Nullable Long number(@Nullable Integer value) {
    return value == null ? null : (Long) value.longValue();
  }

  @Override
  public void chunk(Object element) {
    if (element instanceof ChatResponse answer) {
      partial.add(answer);
    }
  }

  /**
   * @param result the answer, where Spring AI has not told it to the observation
   */
  @Override
  public GenAiResponse response(@Nullable Object result) {
    ChatResponse answer =
        result instanceof ChatResponse returned && observed.getResponse() == null
            ? returned
            : observed.getResponse();
    GenAiResponse response = new GenAiResponse();
    if (answer == null) {
      partial.describe(response);
      return response;
    }
    ChatResponseMetadata metadata = answer.getMetadata();
    if (metadata != null) {
      response.set(
          GenAiAttributes.RESPONSE_ID, NO_ID.equals(metadata.getId()) ? null : metadata.getId());
      response.set(GenAiAttributes.RESPONSE_MODEL, metadata.getModel());
      TokenUsages.read(
          metadata.getUsage(),
          previous == null ? null : previous.getMetadata().getUsage(),
          observed.getOperationMetadata().provider(),
          response);
    }
    SpringMessages.answer(answer, response);
    return response;
  }
}
