// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converse's content blocks and tools as the conventions' parts and tool definitions. */
final class BedrockContent {

  private BedrockContent() {}

  static Map<String, Object> message(Map<String, Object> wire) {
    List<Object> parts = parts(Json.list(wire, "content"));
    return Messages.message(isToolMessage(parts) ? "tool" : Json.string(wire, "role"), parts);
  }

  /** Converse has no role for results: a message of nothing else is the tool's, not the user's. */
  private static boolean isToolMessage(List<Object> parts) {
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(part -> "tool_call_response".equals(Json.object(part).get("type")));
  }

  static List<Object> parts(List<Object> blocks) {
    List<Object> parts = new ArrayList<>();
    for (Object element : blocks) {
      Map<String, Object> block = Json.object(element);
      if (!block.containsKey("cachePoint") || block.size() > 1) { // says nothing to the model
        parts.add(part(block));
      }
    }
    return parts;
  }

  /** A block is an object with one member, whose name is its kind. */
  static Map<String, Object> part(Map<String, Object> block) {
    String text = Json.string(block, "text");
    if (text != null) {
      return Messages.text(text);
    }
    for (Map.Entry<String, Object> member : block.entrySet()) {
      if (member.getValue() instanceof Map) {
        Map<String, Object> part = part(member.getKey(), Json.object(member.getValue()));
        if (part != null) {
          return part;
        }
      }
    }
    return generic(block);
  }

  private static @Nullable Map<String, Object> part(String kind, Map<String, Object> value) {
    switch (kind) {
      case "toolUse":
        return Messages.toolCall(
            Json.string(value, "toolUseId"), Json.string(value, "name"), value.get("input"));
      case "toolResult":
        return toolResult(value);
      case "reasoningContent":
        Map<String, Object> reasoning = Json.object(value, "reasoningText");
        String thought = Json.string(reasoning, "text");
        // What is redacted is encrypted: of no use to a reader.
        return thought == null
            ? Messages.part("redacted_reasoning", "content", null)
            : Messages.reasoning(thought);
      case "image":
      case "video":
      case "audio":
        return media(kind, value);
      case "document":
        return media("document", value);
      case "guardContent":
        String guarded = Json.string(Json.object(value, "text"), "text");
        return guarded == null ? null : Messages.text(guarded);
      case "citationsContent":
        StringBuilder cited = new StringBuilder();
        for (Object element : Json.list(value, "content")) {
          String text = Json.string(Json.object(element), "text");
          cited.append(text == null ? "" : text);
        }
        return Messages.text(cited.toString());
      default:
        return null;
    }
  }

  private static Map<String, Object> toolResult(Map<String, Object> result) {
    Map<String, Object> part =
        Messages.toolCallResponse(
            Json.string(result, "toolUseId"), resultOf(Json.list(result, "content")));
    if ("error".equals(result.get("status"))) {
      part.put("is_error", true);
    }
    return part;
  }

  /** One text or tree is the result itself; anything more is its parts. */
  private static @Nullable Object resultOf(List<Object> content) {
    List<Object> results = new ArrayList<>();
    for (Object element : content) {
      Map<String, Object> block = Json.object(element);
      results.add(block.containsKey("json") ? orEmpty(block.get("json")) : part(block));
    }
    if (results.size() != 1) {
      return results;
    }
    Map<String, Object> only = Json.object(content.get(0));
    String text = Json.string(only, "text");
    return text == null ? results.get(0) : Json.parseOrText(text);
  }

  private static Map<String, Object> media(String modality, Map<String, Object> value) {
    Map<String, Object> source = Json.object(value, "source");
    String format = Json.string(value, "format");
    String data = Json.string(source, "bytes");
    if (data != null) {
      return Messages.blob(modality, mimeType(modality, format), data);
    }
    String uri = Json.string(Json.object(source, "s3Location"), "uri");
    if (uri != null) {
      return Messages.media(modality, uri);
    }
    String text = Json.string(source, "text");
    return text != null ? Messages.text(text) : Messages.part(modality, "format", format);
  }

  private static @Nullable String mimeType(String modality, @Nullable String format) {
    if (format == null) {
      return null;
    }
    if (!modality.equals("document")) {
      return modality + "/" + format;
    }
    switch (format) {
      case "pdf":
        return "application/pdf";
      case "csv":
      case "html":
        return "text/" + format;
      case "txt":
        return "text/plain";
      case "md":
        return "text/markdown";
      default:
        return null;
    }
  }

  private static Map<String, Object> generic(Map<String, Object> block) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", block.isEmpty() ? "unknown" : block.keySet().iterator().next());
    part.putAll(block);
    return part;
  }

  /** Tools of the application as functions; Bedrock's own by their names. */
  static List<Object> toolDefinitions(List<Object> wire) {
    List<Object> tools = new ArrayList<>();
    for (Object element : wire) {
      Map<String, Object> tool = Json.object(element);
      Map<String, Object> spec = Json.object(tool, "toolSpec");
      if (!spec.isEmpty()) {
        tools.add(
            Messages.function(
                Json.string(spec, "name"),
                Json.string(spec, "description"),
                Json.object(spec, "inputSchema").get("json")));
      } else if (!tool.containsKey("cachePoint")) {
        tools.add(generic(tool));
      }
    }
    return tools;
  }

  private static Object orEmpty(@Nullable Object tree) {
    return tree == null ? "" : tree;
  }
}
