// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.JsonField;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The library's objects as the JSON of the wire; without content, only what is not content. */
final class WireJson {

  @JsonIgnoreProperties({"messages", "tools", "functions", "prediction", "input", "instructions"})
  private abstract static class RequestFacts {}

  @JsonIgnoreProperties({"message", "delta", "logprobs"})
  private abstract static class ChoiceFacts {}

  /** Leaves content out while it writes, for it would be most of the work. */
  private static final ObjectMapper FACTS =
      ObjectMappers.jsonMapper()
          .copy()
          .addMixIn(ChatCompletionCreateParams.Body.class, RequestFacts.class)
          .addMixIn(ResponseCreateParams.Body.class, RequestFacts.class)
          .addMixIn(EmbeddingCreateParams.Body.class, RequestFacts.class)
          .addMixIn(ChatCompletion.Choice.class, ChoiceFacts.class)
          .addMixIn(ChatCompletionChunk.Choice.class, ChoiceFacts.class);

  private WireJson() {}

  /**
   * @param mapper of the client
   * @return {@code null} if the object cannot be written
   */
  static @Nullable String write(JsonMapper mapper, Object value, boolean withContent) {
    try {
      return (withContent ? mapper : FACTS).writeValueAsString(value);
    } catch (JsonProcessingException | RuntimeException unwritable) {
      return null;
    }
  }

  /** Whether a chunk brings nothing but more content of the only answer, as most chunks do. */
  static boolean isMereContent(Object chunk) {
    if (!(chunk instanceof ChatCompletionChunk)) {
      return false;
    }
    ChatCompletionChunk part = (ChatCompletionChunk) chunk;
    try {
      if (!isAbsent(part._usage())) {
        return false;
      }
      Optional<List<ChatCompletionChunk.Choice>> choices = part._choices().asKnown();
      if (!choices.isPresent() || choices.get().size() != 1) {
        return false;
      }
      ChatCompletionChunk.Choice only = choices.get().get(0);
      Optional<Long> index = only._index().asKnown();
      return isAbsent(only._finishReason()) && index.isPresent() && index.get() == 0;
    } catch (RuntimeException halfMade) {
      return false;
    }
  }

  /** The text of a chunk that brings nothing else, {@code null} for every other chunk. */
  static @Nullable String mereText(Object chunk) {
    if (!isMereContent(chunk)) {
      return null;
    }
    // Its only choice is there, or it would be none.
    ChatCompletionChunk.Choice only =
        ((ChatCompletionChunk) chunk)._choices().asKnown().get().get(0);
    ChatCompletionChunk.Choice.Delta delta = only._delta().asKnown().orElse(null);
    return delta != null
            && isAbsent(delta._refusal())
            && isAbsent(delta._toolCalls())
            && delta._additionalProperties().isEmpty()
        ? delta._content().asKnown().orElse(null)
        : null;
  }

  private static boolean isAbsent(JsonField<?> field) {
    return field.isMissing() || field.isNull();
  }
}
