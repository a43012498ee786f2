// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's content blocks and tools as the conventions' parts and tool definitions. */
final class AnthropicContent {

  private AnthropicContent() {}

  static Map<String, Object> message(Map<String, Object> wire) {
    List<Object> parts = parts(wire.get("content"));
    return Messages.message(isToolMessage(parts) ? "tool" : Json.string(wire, "role"), parts);
  }

  /** Anthropic has no role for results: a message of nothing else is the tool's, not the user's. */
  private static boolean isToolMessage(List<Object> parts) {
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(part -> "tool_call_response".equals(Json.object(part).get("type")));
  }

  /** The parts of a text or of an array of blocks. */
  static List<Object> parts(@Nullable Object content) {
    List<Object> parts = new ArrayList<>();
    if (content instanceof String) {
      if (!((String) content).isEmpty()) {
        parts.add(Messages.text((String) content));
      }
      return parts;
    }
    for (Object block : Json.list(content)) {
      parts.add(block instanceof String ? Messages.text((String) block) : part(Json.object(block)));
    }
    return parts;
  }

  static Map<String, Object> part(Map<String, Object> block) {
    String type = Json.string(block, "type");
    String id = Json.string(block, "id");
    String name = Json.string(block, "name");
    switch (type == null ? "" : type) {
      case "text":
        return Messages.text(orEmpty(Json.string(block, "text")));
      case "thinking":
        return Messages.reasoning(orEmpty(Json.string(block, "thinking")));
      case "redacted_thinking":
        // What it holds is encrypted: of no use to a reader.
        return Messages.part("redacted_thinking", "content", null);
      case "tool_use":
        return Messages.toolCall(id, name, block.get("input"));
      case "tool_result":
        return toolResult(block);
      case "server_tool_use":
      case "mcp_tool_use":
        return serverToolCall(id, orEmpty(name), block);
      case "image":
        return source("image", block);
      case "document":
        return source("document", block);
      default:
        return type != null && type.endsWith("_tool_result")
            ? serverToolResult(type, block)
            : generic(block, type);
    }
  }

  private static Map<String, Object> toolResult(Map<String, Object> block) {
    Object content = block.get("content");
    Map<String, Object> part =
        Messages.toolCallResponse(
            Json.string(block, "tool_use_id"),
            content instanceof String ? Json.parseOrText((String) content) : result(content));
    if (Boolean.TRUE.equals(block.get("is_error"))) {
      part.put("is_error", true);
    }
    return part;
  }

  /** One text is the result itself; anything more is its parts. */
  private static @Nullable Object result(@Nullable Object content) {
    if (!(content instanceof List)) {
      return content;
    }
    List<Object> parts = parts(content);
    Map<String, Object> only = parts.size() == 1 ? Json.object(parts.get(0)) : Json.object(null);
    return "text".equals(only.get("type")) ? Json.parseOrText(Json.string(only, "content")) : parts;
  }

  private static Map<String, Object> serverToolCall(
      @Nullable String id, String name, Map<String, Object> block) {
    String type = "mcp_tool_use".equals(block.get("type")) ? "mcp" : name;
    Map<String, Object> call = Messages.part(type, "arguments", block.get("input"));
    Messages.put(call, "server_name", Json.string(block, "server_name"));
    Map<String, Object> part = Messages.part("server_tool_call", "id", id);
    part.put("name", name);
    part.put("server_tool_call", call);
    return part;
  }

  private static Map<String, Object> serverToolResult(String type, Map<String, Object> block) {
    String tool = type.substring(0, type.length() - "_tool_result".length());
    Map<String, Object> part =
        Messages.part("server_tool_call_response", "id", Json.string(block, "tool_use_id"));
    part.put("server_tool_call_response", Messages.part(tool, "content", block.get("content")));
    return part;
  }

  private static Map<String, Object> source(String modality, Map<String, Object> block) {
    Map<String, Object> source = Json.object(block, "source");
    String mediaType = Json.string(source, "media_type");
    String data = Json.string(source, "data");
    String url = Json.string(source, "url");
    String file = Json.string(source, "file_id");
    if (data != null && "text".equals(source.get("type"))) {
      return Messages.text(data);
    }
    if (data != null) {
      return Messages.blob(modality, mediaType, data);
    }
    if (url != null) {
      return Messages.media(modality, url);
    }
    if (file != null) {
      Map<String, Object> part = Messages.part("file", "modality", modality);
      part.put("file_id", file);
      return part;
    }
    return generic(block, modality);
  }

  private static Map<String, Object> generic(Map<String, Object> block, @Nullable String type) {
    Map<String, Object> part = new LinkedHashMap<>(block);
    part.put("type", type == null ? "unknown" : type);
    return part;
  }

  /** Tools of the application as functions; Anthropic's own with their members. */
  static List<Object> toolDefinitions(List<Object> wire) {
    List<Object> tools = new ArrayList<>();
    for (Object element : wire) {
      Map<String, Object> tool = Json.object(element);
      String type = Json.string(tool, "type");
      String name = Json.string(tool, "name");
      if (type == null || "custom".equals(type)) {
        tools.add(
            Messages.function(name, Json.string(tool, "description"), tool.get("input_schema")));
      } else {
        Map<String, Object> own = new LinkedHashMap<>(tool);
        own.put("name", name == null ? type : name);
        tools.add(own);
      }
    }
    return tools;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
