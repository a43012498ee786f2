// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the requests of OpenAI's chat completions and responses have in common. */
final class OpenAiRequests {

  private OpenAiRequests() {}

  static void common(Map<String, Object> body, GenAiRequest request) {
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(body, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(body, "top_p"));
    request.set(
        GenAiAttributes.REQUEST_STREAM, Boolean.TRUE.equals(body.get("stream")) ? true : null);
    String tier = Json.string(body, "service_tier");
    request.set(GenAiAttributes.OPENAI_REQUEST_SERVICE_TIER, "auto".equals(tier) ? null : tier);
  }

  /** The modality that a requested format means. */
  static @Nullable String outputType(@Nullable String format) {
    if (format == null) {
      return null;
    }
    return format.startsWith("json") ? "json" : "text".equals(format) ? "text" : null;
  }

  /**
   * Function tools in both spellings (nested under {@code function} or flat); others with their own
   * members.
   */
  static List<Object> toolDefinitions(List<Object> wire) {
    List<Object> tools = new ArrayList<>();
    for (Object element : wire) {
      Map<String, Object> tool = Json.object(element);
      String type = Json.string(tool, "type");
      Map<String, Object> function =
          tool.get("function") instanceof Map ? Json.object(tool, "function") : tool;
      if (type == null || "function".equals(type)) {
        tools.add(
            Messages.function(
                Json.string(function, "name"),
                Json.string(function, "description"),
                function.get("parameters")));
      } else {
        Map<String, Object> other = new LinkedHashMap<>(tool);
        Map<String, Object> custom = Json.object(tool, type);
        if (!other.containsKey("name")) {
          String name = Json.string(custom, "name");
          other.put("name", name == null ? type : name);
        }
        tools.add(other);
      }
    }
    return tools;
  }

  /** A text, or the texts of an array. */
  static List<String> strings(@Nullable Object tree) {
    List<String> strings = new ArrayList<>();
    for (Object element : tree instanceof String ? Messages.listOf(tree) : Json.list(tree)) {
      if (element instanceof String) {
        strings.add((String) element);
      }
    }
    return strings;
  }

  /** Adds the parts of a message's content: a text, or an array of typed parts. */
  static void contentParts(@Nullable Object content, List<Object> parts) {
    if (content instanceof String) {
      if (!((String) content).isEmpty()) {
        parts.add(Messages.text((String) content));
      }
      return;
    }
    for (Object element : Json.list(content)) {
      parts.add(contentPart(element));
    }
  }

  private static Object contentPart(Object element) {
    if (element instanceof String) {
      return Messages.text((String) element);
    }
    Map<String, Object> wire = Json.object(element);
    String type = Json.string(wire, "type");
    switch (type == null ? "" : type) {
      case "text":
      case "input_text":
      case "output_text":
        String text = Json.string(wire, "text");
        return Messages.text(text == null ? "" : text);
      case "thinking": // Mistral's (parts), Cohere's (a text)
        return Messages.reasoning(thought(wire.get("thinking")));
      case "refusal":
        return Messages.part("refusal", "content", Json.string(wire, "refusal"));
      case "image_url":
      case "input_image":
        String url =
            wire.get("image_url") instanceof String
                ? Json.string(wire, "image_url")
                : Json.string(Json.object(wire, "image_url"), "url");
        return url != null
            ? Messages.media("image", url)
            : file("image", Json.string(wire, "file_id"), wire);
      case "input_audio":
        Map<String, Object> audio = Json.object(wire, "input_audio");
        String format = Json.string(audio, "format");
        String data = Json.string(audio, "data");
        return Messages.blob(
            "audio", format == null ? null : "audio/" + format, data == null ? "" : data);
      case "file":
      case "input_file":
        Map<String, Object> file = "file".equals(type) ? Json.object(wire, "file") : wire;
        String inline = Json.string(file, "file_data");
        String address = inline != null ? inline : Json.string(file, "file_url");
        return address != null
            ? Messages.media("document", address)
            : file("document", Json.string(file, "file_id"), wire);
      default:
        return generic(wire, type);
    }
  }

  private static String thought(@Nullable Object thinking) {
    if (thinking instanceof String) {
      return (String) thinking;
    }
    StringBuilder text = new StringBuilder();
    for (Object part : Json.list(thinking)) {
      String piece = Json.string(Json.object(part), "text");
      text.append(piece == null ? "" : piece);
    }
    return text.toString();
  }

  /** The pieces of one kind in a streamed content: a text, or an array of typed parts. */
  static String textOf(@Nullable Object content, boolean thoughts) {
    if (content instanceof String) {
      return thoughts ? "" : (String) content;
    }
    StringBuilder text = new StringBuilder();
    for (Object element : Json.list(content)) {
      Map<String, Object> part = Json.object(element);
      if (thoughts) {
        text.append(thought(part.get("thinking")));
      } else {
        String piece = Json.string(part, "text");
        text.append(piece == null ? "" : piece);
      }
    }
    return text.toString();
  }

  private static Object file(String modality, @Nullable String id, Map<String, Object> wire) {
    if (id == null) {
      return generic(wire, modality);
    }
    Map<String, Object> part = Messages.part("file", "modality", modality);
    part.put("file_id", id);
    return part;
  }

  private static Map<String, Object> generic(Map<String, Object> wire, @Nullable String type) {
    Map<String, Object> part = new LinkedHashMap<>(wire);
    part.put("type", type == null ? "unknown" : type);
    return part;
  }
}
