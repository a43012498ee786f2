// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of a model: chat, text completion or multimodal generation. */
public final class LlmCall implements GenAiOperation {
  private final String operation;
  private final SpanFields fields;
  private @Nullable Captured<List<Message>> input;
  private @Nullable Captured<List<Message>> output;
  private @Nullable Captured<List<ToolDefinition>> tools;

  LlmCall(String operation, SpanFields fields) {
    this.operation = operation;
    this.fields = fields;
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public @Nullable String conversationId() {
    return fields.string(Field.CONVERSATION_ID);
  }

  @Override
  public @Nullable String errorType() {
    return facts().errorType();
  }

  @Override
  public boolean failed() {
    return facts().failed();
  }

  @Override
  public SpanFacts facts() {
    return new SpanFacts(fields);
  }

  /**
   * Who serves the model, in the words of the latest convention such as {@code openai}; null when
   * the span does not say.
   */
  public @Nullable String provider() {
    return fields.provider();
  }

  /** The model that was asked for; null when the span does not say. */
  public @Nullable String requestModel() {
    return fields.string(Field.REQUEST_MODEL);
  }

  /** The model that answered; null when the span does not say. */
  public @Nullable String responseModel() {
    return fields.string(Field.RESPONSE_MODEL);
  }

  /** The id that the provider gave to the response; null when the span does not say. */
  public @Nullable String responseId() {
    return fields.string(Field.RESPONSE_ID);
  }

  /** The kind of output that was asked for, such as {@code json}; null when none was. */
  public @Nullable String outputType() {
    String type = fields.string(Field.OUTPUT_TYPE);
    return type != null && type.startsWith("json_") ? "json" : type;
  }

  /**
   * Why the model stopped, one per choice; from the span, or from its output messages when only
   * they say so.
   */
  public List<String> finishReasons() {
    List<String> reasons = fields.strings(Field.FINISH_REASONS);
    List<Message> messages = reasons.isEmpty() ? outputMessages().value() : null;
    return messages == null
        ? reasons
        : messages.stream()
            .map(Message::finishReason)
            .filter(Objects::nonNull)
            .limit(fields.limits().maxFinishReasons())
            .toList();
  }

  /** Tokens that the call used. */
  public TokenUsage usage() {
    return TokenUsage.of(fields);
  }

  /** What the model was given: the conversation so far, as far as the span has it. */
  public Captured<List<Message>> inputMessages() {
    Captured<List<Message>> read = input;
    if (read == null) {
      read = fields.messages(Field.INPUT_MESSAGES);
      input = read;
    }
    return read;
  }

  /** What the model answered, one message per choice. */
  public Captured<List<Message>> outputMessages() {
    Captured<List<Message>> read = output;
    if (read == null) {
      read = fields.messages(Field.OUTPUT_MESSAGES);
      output = read;
    }
    return read;
  }

  /** Instructions that were given apart from the conversation, as JSON. */
  public Captured<JsonValue> systemInstructions() {
    return fields.json(Field.SYSTEM_INSTRUCTIONS);
  }

  /** The tools that were offered to the model in this call. */
  public Captured<List<ToolDefinition>> toolDefinitions() {
    Captured<List<ToolDefinition>> read = tools;
    if (read == null) {
      read = fields.tools();
      tools = read;
    }
    return read;
  }
}
