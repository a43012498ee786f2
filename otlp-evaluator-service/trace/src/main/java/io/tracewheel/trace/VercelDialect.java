// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Vercel AI SDK's own spans; those of {@code @ai-sdk/otel} follow the convention. */
final class VercelDialect {
  private static final Map<String, String> OPERATIONS =
      Map.ofEntries(
          Map.entry("ai.generatetext.dogenerate", "chat"),
          Map.entry("ai.streamtext.dostream", "chat"),
          Map.entry("ai.generateobject.dogenerate", "chat"),
          Map.entry("ai.streamobject.dostream", "chat"),
          Map.entry("ai.embed.doembed", "embeddings"),
          Map.entry("ai.embedmany.doembed", "embeddings"),
          Map.entry("ai.toolcall", "execute_tool"),
          Map.entry("ai.generatetext", "invoke_agent"),
          Map.entry("ai.streamtext", "invoke_agent"),
          Map.entry("ai.generateobject", "invoke_agent"),
          Map.entry("ai.streamobject", "invoke_agent"));
  private static final String METADATA = "ai.response.providerMetadata > ";

  static final Dialect TABLE =
      Dialect.named("vercel")
          .scopes("ai")
          .keys("ai.operationId")
          .foundBy("ai.*")
          .alsoWhen(look -> operationName(look).startsWith("ai."))
          .kind("ai.operationId", OPERATIONS)
          .kindOtherwise(look -> OPERATIONS.get(operationName(look)))
          .then(REQUEST_MODEL, "ai.model.id")
          .then(RESPONSE_MODEL, "ai.response.model")
          .then(RESPONSE_ID, "ai.response.id")
          .then(PROVIDER, "ai.model.provider")
          .then(OUTPUT_TYPE, Source.code(VercelDialect::outputType))
          .then(FINISH_REASONS, "ai.response.finishReason", "ai.finishReason")
          .then(INPUT_MESSAGES, "ai.prompt.messages", "ai.prompt")
          .then(
              OUTPUT_MESSAGES,
              Source.code(fields -> answer(fields, "ai.response.")),
              Source.code(fields -> answer(fields, "ai.result.")))
          .then(TOOL_DEFINITIONS, "ai.prompt.tools")
          .then(TOOL_NAME, "ai.toolCall.name")
          .then(TOOL_CALL_ID, "ai.toolCall.id")
          .then(TOOL_ARGUMENTS, "ai.toolCall.args")
          .then(TOOL_RESULT, "ai.toolCall.result")
          .then(INPUT_TOKENS, "ai.usage.promptTokens", "ai.usage.inputTokens", "ai.usage.tokens")
          .then(OUTPUT_TOKENS, "ai.usage.completionTokens", "ai.usage.outputTokens")
          .then(
              CACHE_READ_TOKENS,
              "ai.usage.cachedInputTokens",
              METADATA + "openai > cachedPromptTokens",
              METADATA + "anthropic > usage > cache_read_input_tokens",
              METADATA + "bedrock > usage > cacheReadInputTokens")
          .then(CACHE_WRITE_TOKENS, METADATA + "anthropic > usage > cache_creation_input_tokens")
          .then(REASONING_TOKENS, "ai.usage.reasoningTokens")
          .build();

  private VercelDialect() {}

  /** The operation in lower case, without the function id that may follow it. */
  private static String operationName(Look look) {
    String name = look.attributes().string("operation.name");
    return name == null ? "" : name.split(" ", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static @Nullable JsonNode outputType(SpanFields fields) {
    String operation = fields.text("ai.operationId");
    return operation != null && operation.contains("Object")
        ? Trees.NODES.stringNode("json")
        : null;
  }

  /** Text, tool calls and object of an answer lie in attributes of their own. */
  private static @Nullable JsonNode answer(SpanFields fields, String prefix) {
    ObjectNode message = Trees.NODES.objectNode().put("role", "assistant");
    String text = fields.text(prefix + "text");
    if (text == null) {
      text = fields.text(prefix + "object");
    }
    ArrayNode content = Trees.NODES.arrayNode();
    if (text != null) {
      content.addObject().put("type", "text").put("text", text);
    }
    JsonNode calls = fields.tree(prefix + "toolCalls");
    if (calls != null && calls.isArray()) {
      message.set("tool_calls", calls);
    }
    if (content.isEmpty() && !message.has("tool_calls")) {
      return null;
    }
    message.set("content", content);
    return message;
  }
}
