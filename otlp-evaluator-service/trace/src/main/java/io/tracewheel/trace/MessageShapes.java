// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the messages in content of any shape that emitters pass on: the convention's, those of the
 * providers' requests and responses, of LangChain, Gemini, Genkit and the Vercel AI SDK, each
 * perhaps inside an envelope such as {@code {"inputs": {"messages": [...]}}}. Content without any
 * message in it is one message that says it all.
 */
final class MessageShapes {
  private static final int MOST_ENVELOPES = 8;

  /** Fields under which a list of messages, or one, lies; the first that is there wins. */
  private static final List<String> CONVERSATIONS =
      List.of(
          "messages",
          "choices",
          "generations",
          "candidates",
          "contents",
          "items",
          "chat_history",
          "message",
          "content",
          "prompt",
          "prompts",
          "inputs",
          "outputs",
          "input",
          "output",
          "value",
          "kwargs");

  private final Role speaker;
  private final ContentLimits limits;
  private final List<Message> messages = new ArrayList<>();
  private int parts;

  private MessageShapes(Role speaker, ContentLimits limits) {
    this.speaker = speaker;
    this.limits = limits;
  }

  /**
   * The messages in a tree.
   *
   * @param speaker who says what nobody is named for
   */
  static Captured<List<Message>> read(JsonNode tree, Role speaker, ContentLimits limits) {
    MessageShapes shapes = new MessageShapes(speaker, limits);
    try {
      shapes.collect(tree, null, 0);
    } catch (TooManyParts e) {
      return Captured.unreadable("messages have more than " + limits.maxParts() + " parts");
    }
    return shapes.messages.isEmpty() ? Captured.absent() : Captured.of(shapes.messages);
  }

  private void collect(JsonNode node, @Nullable String finish, int depth) {
    if (node.isNull() || node.isMissingNode() || (node.isContainer() && node.isEmpty())) {
      return;
    }
    if (node.isArray()) {
      list(node, finish, depth);
    } else if (node.isObject()) {
      object(node, finish, depth);
    } else {
      say(speaker, node, finish);
    }
  }

  private void list(JsonNode list, @Nullable String finish, int depth) {
    if (isParts(list)) {
      add(new Message(speaker, parts(list), finish));
      return;
    }
    for (JsonNode element : list) {
      if (element.isContainer() && depth < MOST_ENVELOPES) {
        collect(element, finish, depth + 1);
      } else {
        say(speaker, element, finish);
      }
    }
  }

  /** Whether a list holds the parts of one message rather than messages. */
  private static boolean isParts(JsonNode list) {
    JsonNode first = list.get(0);
    return first != null
        && first.isObject()
        && role(first) == null
        && !isItem(first)
        && !isConstructor(first)
        && PartShapes.isPart(first)
        && !(first.has("message") || first.has("generation_info"));
  }

  /** An entry of the Responses API that stands beside messages. */
  private static boolean isItem(JsonNode node) {
    return switch (node.path("type").asString("")) {
      case "function_call", "function_call_output" -> true;
      case "reasoning" -> node.has("summary");
      default -> false;
    };
  }

  private void object(JsonNode object, @Nullable String finish, int depth) {
    String reason = finish(object, finish);
    JsonNode inner = object.get("message");
    Role role = role(object);
    if (inner != null && inner.isObject()) {
      // A choice, a generation or a flattened entry: the message proper lies inside.
      if (depth < MOST_ENVELOPES) {
        collect(inner, reason, depth + 1);
      }
      return;
    }
    if (isItem(object)) {
      List<Part> one = PartShapes.part(object);
      Role by = object.path("type").asString("").endsWith("_output") ? Role.TOOL : Role.ASSISTANT;
      add(new Message(by, one, reason));
      return;
    }
    if (isConstructor(object)) {
      message(object.path("kwargs"), constructorRole(object), reason);
      return;
    }
    if (object.path("data").isObject() && role != null) {
      message(object.path("data"), role, reason);
      return;
    }
    if (role != null || isMessageWithoutRole(object)) {
      message(object, role == null ? speaker : role, reason);
      return;
    }
    envelope(object, reason, depth);
  }

  private static boolean isMessageWithoutRole(JsonNode object) {
    return object.path("parts").isArray()
        || object.path("tool_calls").isArray()
        || object.path("contents").path(0).has("message_content")
        || (object.has("content") && object.size() == 1 && !object.path("content").isObject());
  }

  private void envelope(JsonNode object, @Nullable String finish, int depth) {
    if (depth < MOST_ENVELOPES) {
      JsonNode system =
          object.has("system")
              ? object.get("system")
              : object.path("config").get("system_instruction");
      int before = messages.size();
      for (String name : CONVERSATIONS) {
        JsonNode inside = object.get(name);
        if (inside != null && !inside.isNull() && !(inside.isContainer() && inside.isEmpty())) {
          boolean saysSystem = system != null && !system.isNull() && !hasSystem(inside);
          if (saysSystem) {
            system(system);
          }
          collect(inside, finish, depth + 1);
          if (messages.size() > before) {
            return;
          }
        }
      }
    }
    if (object.size() == 1 || object.has("generation_info")) {
      // {"text": "..."}, {"question": "..."}: what it says matters, not what it is called.
      JsonNode only = object.has("text") ? object.get("text") : object.iterator().next();
      if (only.isString()) {
        say(speaker, only, finish);
        return;
      }
    }
    say(speaker, Trees.NODES.stringNode(object.toString()), finish);
  }

  private void system(JsonNode system) {
    JsonNode said = system.path("parts").isArray() ? system.get("parts") : system;
    add(new Message(Role.SYSTEM, said.isArray() ? parts(said) : content(said), null));
  }

  private static boolean hasSystem(JsonNode list) {
    JsonNode first = list.get(0);
    return first != null && first.isObject() && role(first) == Role.SYSTEM;
  }

  private void message(JsonNode object, Role role, @Nullable String finish) {
    List<Part> said = new ArrayList<>(2);
    for (String name : List.of("parts", "contents", "content")) {
      JsonNode content = object.get(name);
      if (content != null && said.isEmpty()) {
        said.addAll(content.isArray() ? parts(content) : content(content));
      }
    }
    if (object.path("refusal").isString()) {
      said.add(new Part.Refusal());
    }
    JsonNode calls = object.get("tool_calls");
    if (calls == null || calls.isEmpty()) {
      calls = object.path("additional_kwargs").path("tool_calls");
    }
    if (said.stream().noneMatch(Part.ToolRequest.class::isInstance)) {
      for (JsonNode call : calls) {
        said.add(PartShapes.request(call));
      }
    }
    if (object.path("function_call_name").isString()) {
      said.add(
          new Part.ToolRequest(
              null,
              object.get("function_call_name").stringValue(),
              PartShapes.json(object.get("function_call_arguments_json"))));
    }
    if (role == Role.TOOL) {
      boolean failed = object.path("status").asString("").equals("error");
      PartShapes.answer(said, id(object), failed);
    }
    add(new Message(role, said, finish(object, finish)));
  }

  private static @Nullable String id(JsonNode object) {
    for (String name : List.of("tool_call_id", "toolCallId", "id")) {
      if (object.path(name).isString()) {
        return object.get(name).stringValue();
      }
    }
    return null;
  }

  private static @Nullable String finish(JsonNode object, @Nullable String otherwise) {
    for (String name : List.of("finish_reason", "finishReason", "stop_reason")) {
      if (object.path(name).isString()) {
        return object.get(name).stringValue();
      }
    }
    JsonNode metadata = object.path("response_metadata");
    if (!metadata.isObject()) {
      metadata = object.path("generation_info");
    }
    return metadata.path("finish_reason").asString(otherwise);
  }

  /** Who speaks; null when the object does not say or is no message. */
  private static @Nullable Role role(JsonNode object) {
    String word = object.path("role").asString("");
    if (!word.isEmpty()) {
      return Role.of(word.toLowerCase(Locale.ROOT));
    }
    String event = object.path("event.name").asString("");
    if (event.startsWith("gen_ai.") && event.endsWith(".message")) {
      return Role.of(event.substring("gen_ai.".length(), event.length() - ".message".length()));
    }
    if (event.equals("gen_ai.choice")) {
      return Role.ASSISTANT;
    }
    if (object.has("content") || object.has("data")) {
      return switch (object.path("type").asString("")) {
        case "human", "user" -> Role.USER;
        case "ai", "AIMessageChunk", "assistant" -> Role.ASSISTANT;
        case "system" -> Role.SYSTEM;
        case "tool", "function" -> Role.TOOL;
        default -> null;
      };
    }
    return null;
  }

  private static boolean isConstructor(JsonNode object) {
    return object.path("type").asString("").equals("constructor")
        && object.path("kwargs").isObject();
  }

  private Role constructorRole(JsonNode object) {
    JsonNode id = object.path("id");
    String type = id.isArray() && !id.isEmpty() ? id.get(id.size() - 1).asString("") : "";
    if (type.startsWith("Human")) {
      return Role.USER;
    }
    if (type.startsWith("AI")) {
      return Role.ASSISTANT;
    }
    if (type.startsWith("System")) {
      return Role.SYSTEM;
    }
    return type.startsWith("Tool") ? Role.TOOL : speaker;
  }

  private List<Part> content(JsonNode content) {
    if (content.isNull() || (content.isString() && content.stringValue().isEmpty())) {
      return List.of();
    }
    return content.isObject() ? PartShapes.part(content) : List.of(text(content));
  }

  private List<Part> parts(JsonNode list) {
    List<Part> into = new ArrayList<>(list.size());
    for (JsonNode element : list) {
      if (++parts > limits.maxParts()) {
        throw new TooManyParts();
      }
      if (element.isObject()) {
        into.addAll(PartShapes.part(element));
      } else if (!element.isNull()) {
        into.add(text(element));
      }
    }
    return into;
  }

  private static Part text(JsonNode said) {
    return new Part.Text(
        PartShapes.json(said.isString() ? said : Trees.NODES.stringNode(said.toString())));
  }

  private void say(Role role, JsonNode said, @Nullable String finish) {
    if (!said.isNull()) {
      add(new Message(role, List.of(text(said)), finish));
    }
  }

  private void add(Message message) {
    if (++parts > limits.maxParts()) {
      throw new TooManyParts();
    }
    messages.add(message);
  }

  private static final class TooManyParts extends RuntimeException {
    TooManyParts() {
      super(null, null, false, false);
    }
  }
}
