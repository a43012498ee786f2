// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import io.tracewheel.smoke.modelstub.Scenario.Then;
import io.tracewheel.smoke.modelstub.Scenario.ToolCall;
import io.tracewheel.smoke.modelstub.Scenario.Usage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An answer as the chat completions API writes it: one document, or the chunks of a stream. */
final class ChatAnswer {
  /** Ids and times are functions of the request, so that two runs are the same byte for byte. */
  private static final long CREATED = 1_760_000_000L;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode request;
  private final Then then;
  private final String id;

  ChatAnswer(JsonNode request, Then then) {
    this.request = request;
    this.then = then;
    this.id = String.format("%08x", request.toString().hashCode());
  }

  ObjectNode document() {
    ObjectNode document = head("chat.completion");
    ObjectNode choice = document.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    if (then.text() == null) {
      message.putNull("content");
    } else {
      message.put("content", then.text());
    }
    if (!then.calls().isEmpty()) {
      message.set("tool_calls", calls(false));
    }
    choice.put("finish_reason", then.finishReason());
    document.set("usage", usage());
    return document;
  }

  /** Chunks of a stream, without the final {@code [DONE]}. */
  List<ObjectNode> chunks() {
    List<ObjectNode> chunks = new ArrayList<>();
    ObjectNode role = JSON.objectNode().put("role", "assistant");
    role.put("content", "");
    chunks.add(chunk(role, false));
    if (then.text() != null) {
      for (String piece : pieces(then.text())) {
        chunks.add(chunk(JSON.objectNode().put("content", piece), false));
      }
    }
    if (!then.calls().isEmpty()) {
      ObjectNode delta = JSON.objectNode();
      delta.set("tool_calls", calls(true));
      chunks.add(chunk(delta, false));
    }
    chunks.add(chunk(JSON.objectNode(), true));
    if (request.path("stream_options").path("include_usage").asBoolean(false)) {
      ObjectNode last = head("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage());
      chunks.add(last);
    }
    return chunks;
  }

  private ObjectNode chunk(ObjectNode delta, boolean end) {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    if (end) {
      choice.put("finish_reason", then.finishReason());
    } else {
      choice.putNull("finish_reason");
    }
    return chunk;
  }

  private ObjectNode head(String object) {
    String model = request.path("model").asString("");
    return JSON.objectNode()
        .put("id", "chatcmpl-" + id)
        .put("object", object)
        .put("created", CREATED)
        .put("model", model + "-2024-07-18")
        .put("service_tier", "default")
        .put("system_fingerprint", "fp_stub");
  }

  private JsonNode calls(boolean indexed) {
    var calls = JSON.arrayNode();
    int index = 0;
    for (ToolCall call : then.calls()) {
      ObjectNode node = calls.addObject();
      if (indexed) {
        node.put("index", index);
      }
      node.put("id", "call_" + id + "_" + index);
      node.put("type", "function");
      node.putObject("function").put("name", call.name()).put("arguments", call.argumentsText());
      index++;
    }
    return calls;
  }

  private ObjectNode usage() {
    Usage usage = then.usage() == null ? counted() : then.usage();
    ObjectNode node =
        JSON.objectNode()
            .put("prompt_tokens", usage.input())
            .put("completion_tokens", usage.output())
            .put("total_tokens", usage.input() + usage.output());
    node.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
    node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node;
  }

  /** The usual estimate of four characters a token. */
  private Usage counted() {
    int output = then.text() == null ? 0 : then.text().length();
    for (ToolCall call : then.calls()) {
      output += call.name().length() + call.argumentsText().length();
    }
    int input =
        request.path("messages").toString().length() + request.path("tools").toString().length();
    return new Usage(1 + input / 4, 1 + output / 4, 0, 0);
  }

  /** Words with the space before them, as models stream. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ' ') {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    return pieces;
  }
}
