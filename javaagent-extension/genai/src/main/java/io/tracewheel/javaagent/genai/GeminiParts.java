// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns Google's contents, parts and tools into messages, parts and tool definitions. */
final class GeminiParts {

  private GeminiParts() {}

  /** A content of the request: who spoke, and the parts. */
  static Map<String, Object> message(Map<String, Object> content) {
    List<Object> wire = Json.list(content, "parts");
    String role = Json.string(content, "role");
    String named = "model".equals(role) ? "assistant" : "function".equals(role) ? "tool" : role;
    return Messages.message(areResults(wire) ? "tool" : named, parts(wire));
  }

  /**
   * @param tree a list of parts, a content that has them, a text, or anything else for none
   */
  static List<Object> parts(@Nullable Object tree) {
    List<Object> parts = new ArrayList<>();
    if (tree instanceof String) {
      parts.add(Messages.text((String) tree));
      return parts;
    }
    for (Object element :
        tree instanceof Map ? Json.list(Json.object(tree), "parts") : Json.list(tree)) {
      Map<String, Object> part = Json.object(element);
      if (!part.isEmpty()) {
        parts.add(part(part));
      }
    }
    return parts;
  }

  static Map<String, Object> part(Map<String, Object> wire) {
    String text = Json.string(wire, "text");
    if (text != null) {
      return isThought(wire) ? Messages.reasoning(text) : Messages.text(text);
    }
    Map<String, Object> call = Json.object(wire, "functionCall");
    if (!call.isEmpty()) {
      return Messages.toolCall(
          Json.string(call, "id"), Json.string(call, "name"), call.get("args"));
    }
    Map<String, Object> result = Json.object(wire, "functionResponse");
    if (!result.isEmpty()) {
      Map<String, Object> part =
          Messages.toolCallResponse(Json.string(result, "id"), result.get("response"));
      // Ids are optional here: the name is what tells which call was answered.
      Messages.put(part, "name", Json.string(result, "name"));
      return part;
    }
    Map<String, Object> inline = Json.object(wire, "inlineData");
    if (!inline.isEmpty()) {
      String data = Json.string(inline, "data");
      String type = Json.string(inline, "mimeType");
      return Messages.blob(modality(type), type, data == null ? "" : data);
    }
    Map<String, Object> file = Json.object(wire, "fileData");
    if (!file.isEmpty()) {
      String type = Json.string(file, "mimeType");
      Map<String, Object> part = Messages.part("uri", "modality", modality(type));
      Messages.put(part, "mime_type", type);
      String uri = Json.string(file, "fileUri");
      part.put("uri", uri == null ? "" : uri);
      return part;
    }
    return other(wire);
  }

  static boolean isThought(Map<String, Object> wire) {
    return Boolean.TRUE.equals(wire.get("thought"));
  }

  /** Whether the parts of a wire content ask for a tool. */
  static boolean haveCall(List<Object> wire) {
    for (Object part : wire) {
      if (Json.object(part).get("functionCall") instanceof Map) {
        return true;
      }
    }
    return false;
  }

  static List<Object> toolDefinitions(List<Object> wire) {
    List<Object> tools = new ArrayList<>();
    for (Object element : wire) {
      for (Map.Entry<String, Object> member : Json.object(element).entrySet()) {
        if (!member.getKey().equals("functionDeclarations")) {
          String name = snakeCase(member.getKey());
          tools.add(Messages.part(name, "name", name));
          continue;
        }
        for (Object declared : Json.list(member.getValue())) {
          Map<String, Object> function = Json.object(declared);
          Object parameters = function.get("parameters");
          tools.add(
              Messages.function(
                  Json.string(function, "name"),
                  Json.string(function, "description"),
                  parameters == null ? function.get("parametersJsonSchema") : parameters));
        }
      }
    }
    return tools;
  }

  private static boolean areResults(List<Object> wire) {
    for (Object part : wire) {
      if (!(Json.object(part).get("functionResponse") instanceof Map)) {
        return false;
      }
    }
    return !wire.isEmpty();
  }

  /** A part of a kind that the convention does not know, with its own members. */
  private static Map<String, Object> other(Map<String, Object> wire) {
    Map<String, Object> part = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : wire.entrySet()) {
      if (member.getValue() instanceof Map) {
        part.put("type", snakeCase(member.getKey()));
        Json.object(member.getValue()).forEach(part::putIfAbsent);
        return part;
      }
    }
    part.put("type", "unknown");
    return part;
  }

  private static String modality(@Nullable String mimeType) {
    int slash = mimeType == null ? -1 : mimeType.indexOf('/');
    String kind = mimeType == null || slash < 0 ? "" : mimeType.substring(0, slash);
    return kind.equals("image") || kind.equals("audio") || kind.equals("video") ? kind : "document";
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
