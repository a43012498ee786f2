// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.openai.core.JsonField;
import com.openai.models.ChatModel;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Operation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts of chat completions without their content, read from the library's fields: writing an
 * object as JSON and reading that costs more than all else of a call. Only for objects as the
 * library makes them: where a value is of another type than the library expects, or a property that
 * it does not know means something to us, the answer is {@code null} and the JSON has to tell.
 *
 * <p>Used once; {@link io.tracewheel.javaagent.genai.OpenAiChat} says what each fact means.
 */
final class PlainChat {

  /** What is read of any of the objects; beside the library's own fields it is not plain. */
  private static final Set<String> READ =
      new HashSet<>(
          Arrays.asList(
              "model",
              "temperature",
              "top_p",
              "stream",
              "service_tier",
              "max_completion_tokens",
              "max_tokens",
              "frequency_penalty",
              "presence_penalty",
              "seed",
              "random_seed",
              "n",
              "stop",
              "reasoning_effort",
              "response_format",
              "id",
              "system_fingerprint",
              "choices",
              "finish_reason",
              "usage",
              "prompt_tokens",
              "completion_tokens",
              "input_tokens",
              "output_tokens",
              "prompt_tokens_details",
              "completion_tokens_details",
              "cached_tokens",
              "cache_write_tokens",
              "reasoning_tokens"));

  /** Of newer releases only; in older ones it is one of the unknown properties. */
  private static final @Nullable MethodHandle CACHE_WRITE_TOKENS = cacheWriteTokens();

  private boolean plain = true;

  private PlainChat() {}

  static @Nullable GenAiRequest request(ChatCompletionCreateParams params) {
    PlainChat read = new PlainChat();
    try {
      GenAiRequest request = read.requestOf(params);
      return read.plain ? request : null;
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  static @Nullable GenAiResponse response(ChatCompletion answer) {
    PlainChat read = new PlainChat();
    try {
      GenAiResponse response = read.responseOf(answer);
      return read.plain ? response : null;
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  private GenAiRequest requestOf(ChatCompletionCreateParams params) {
    knows(params._additionalBodyProperties());
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    ChatModel model = known(params._model());
    request.set(GenAiAttributes.REQUEST_MODEL, model == null ? null : known(model._value()));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, decimal(params._temperature()));
    request.set(GenAiAttributes.REQUEST_TOP_P, decimal(params._topP()));
    ChatCompletionCreateParams.ServiceTier asked = known(params._serviceTier());
    String tier = asked == null ? null : known(asked._value());
    request.set(GenAiAttributes.OPENAI_REQUEST_SERVICE_TIER, "auto".equals(tier) ? null : tier);
    request.set(GenAiAttributes.OPENAI_API_TYPE, "chat_completions");
    Long maxTokens = known(params._maxCompletionTokens());
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS,
        maxTokens != null ? maxTokens : known(params._maxTokens()));
    request.set(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, decimal(params._frequencyPenalty()));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, decimal(params._presencePenalty()));
    request.set(GenAiAttributes.REQUEST_SEED, known(params._seed()));
    Long choices = known(params._n());
    request.set(
        GenAiAttributes.REQUEST_CHOICE_COUNT, choices != null && choices != 1 ? choices : null);
    ChatCompletionCreateParams.Stop stop = known(params._stop());
    request.set(GenAiAttributes.REQUEST_STOP_SEQUENCES, stop == null ? null : texts(stop));
    ReasoningEffort effort = known(params._reasoningEffort());
    request.set(
        GenAiAttributes.REQUEST_REASONING_LEVEL, effort == null ? null : known(effort._value()));
    ChatCompletionCreateParams.ResponseFormat format = known(params._responseFormat());
    request.set(GenAiAttributes.OUTPUT_TYPE, format == null ? null : outputType(format));
    return request;
  }

  private GenAiResponse responseOf(ChatCompletion answer) {
    knows(answer._additionalProperties());
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, known(answer._id()));
    response.set(GenAiAttributes.RESPONSE_MODEL, known(answer._model()));
    ChatCompletion.ServiceTier tier = known(answer._serviceTier());
    response.set(
        GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, tier == null ? null : known(tier._value()));
    response.set(
        GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, known(answer._systemFingerprint()));
    CompletionUsage usage = known(answer._usage());
    if (usage != null) {
      usage(usage, response);
    }
    List<ChatCompletion.Choice> choices = known(answer._choices());
    if (choices == null) {
      return response;
    }
    List<@Nullable String> reasons = new ArrayList<>(choices.size());
    for (ChatCompletion.Choice choice : choices) {
      knows(choice._additionalProperties());
      ChatCompletion.Choice.FinishReason reason = known(choice._finishReason());
      reasons.add(reason == null ? null : known(reason._value()));
    }
    return response.finishReasons(reasons);
  }

  private void usage(CompletionUsage usage, GenAiResponse response) {
    knows(usage._additionalProperties());
    response.usage(known(usage._promptTokens()), known(usage._completionTokens()));
    CompletionUsage.PromptTokensDetails in = known(usage._promptTokensDetails());
    if (in != null) {
      knows(in._additionalProperties());
      response.set(GenAiAttributes.USAGE_CACHE_READ, known(in._cachedTokens()));
      response.set(GenAiAttributes.USAGE_CACHE_WRITE, cacheWritten(in));
    }
    CompletionUsage.CompletionTokensDetails out = known(usage._completionTokensDetails());
    if (out != null) {
      knows(out._additionalProperties());
      response.set(GenAiAttributes.USAGE_REASONING, known(out._reasoningTokens()));
    }
  }

  private @Nullable Long cacheWritten(CompletionUsage.PromptTokensDetails details) {
    MethodHandle getter = CACHE_WRITE_TOKENS;
    if (getter == null) {
      return null;
    }
    try {
      @SuppressWarnings("unchecked") // as the library declares it, and checked once more below
      JsonField<Long> field = (JsonField<Long>) getter.invoke(details);
      return known(field);
    } catch (Throwable unreadable) {
      plain = false;
      return null;
    }
  }

  private static @Nullable MethodHandle cacheWriteTokens() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(
              CompletionUsage.PromptTokensDetails.class,
              "_cacheWriteTokens",
              MethodType.methodType(JsonField.class));
    } catch (ReflectiveOperationException | LinkageError older) {
      return null;
    }
  }

  private @Nullable List<String> texts(ChatCompletionCreateParams.Stop stop) {
    if (stop.isString()) {
      return Collections.singletonList(stop.asString());
    }
    if (stop.isStrings()) {
      return new ArrayList<>(stop.asStrings());
    }
    plain = false;
    return null;
  }

  private @Nullable String outputType(ChatCompletionCreateParams.ResponseFormat format) {
    if (format.isJsonSchema() || format.isJsonObject()) {
      return "json";
    }
    if (format.isText()) {
      return "text";
    }
    plain = false;
    return null;
  }

  private @Nullable Double decimal(JsonField<Double> field) {
    Double value = known(field);
    return value == null || value.isNaN() || value.isInfinite() ? null : value;
  }

  private <T> @Nullable T known(JsonField<T> field) {
    Optional<T> value = field.asKnown();
    if (value.isPresent()) {
      return value.get();
    }
    plain &= field.isMissing() || field.isNull();
    return null;
  }

  private void knows(Map<String, ?> more) {
    if (!more.isEmpty() && !Collections.disjoint(more.keySet(), READ)) {
      plain = false;
    }
  }
}
