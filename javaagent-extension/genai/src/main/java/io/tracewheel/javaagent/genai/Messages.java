// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the message, part and tool definition objects of the GenAI conventions as trees of {@link
 * Json}.
 */
public final class Messages {

  private Messages() {}

  public static Map<String, Object> message(@Nullable String role, List<Object> parts) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role == null ? "user" : role);
    message.put("parts", parts);
    return message;
  }

  /** A message with one text part. */
  public static Map<String, Object> message(@Nullable String role, String text) {
    return message(role, listOf(text(text)));
  }

  public static Map<String, Object> text(String text) {
    return part("text", "content", text);
  }

  public static Map<String, Object> reasoning(String text) {
    return part("reasoning", "content", text);
  }

  /**
   * @param arguments a tree, or the provider's text if that is not JSON
   */
  public static Map<String, Object> toolCall(
      @Nullable String id, @Nullable String name, @Nullable Object arguments) {
    Map<String, Object> part = part("tool_call", "id", id);
    part.put("name", name == null ? "" : name);
    put(part, "arguments", arguments);
    return part;
  }

  public static Map<String, Object> toolCallResponse(
      @Nullable String id, @Nullable Object response) {
    Map<String, Object> part = part("tool_call_response", "id", id);
    part.put("response", response == null ? "" : response);
    return part;
  }

  /** A file given inline (a {@code data:} URL, as base64) or by its address. */
  public static Map<String, Object> media(String modality, String url) {
    int comma = url.startsWith("data:") ? url.indexOf(',') : -1;
    if (comma > 0) {
      int end = url.indexOf(';') > 0 && url.indexOf(';') < comma ? url.indexOf(';') : comma;
      return blob(modality, url.substring("data:".length(), end), url.substring(comma + 1));
    }
    Map<String, Object> part = part("uri", "modality", modality);
    part.put("uri", url);
    return part;
  }

  public static Map<String, Object> blob(
      String modality, @Nullable String mimeType, String base64) {
    Map<String, Object> part = part("blob", "modality", modality);
    put(part, "mime_type", mimeType == null || mimeType.isEmpty() ? null : mimeType);
    part.put("content", base64);
    return part;
  }

  /**
   * @param parameters the tool's JSON Schema as a tree
   */
  public static Map<String, Object> function(
      @Nullable String name, @Nullable String description, @Nullable Object parameters) {
    Map<String, Object> tool = part("function", "name", name == null ? "" : name);
    put(tool, "description", description);
    put(tool, "parameters", parameters);
    return tool;
  }

  /** An object with a type and one more member, which is left out if {@code null}. */
  static Map<String, Object> part(String type, String key, @Nullable Object value) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", type);
    put(part, key, value);
    return part;
  }

  static void put(Map<String, Object> object, String key, @Nullable Object value) {
    if (value != null) {
      object.put(key, value);
    }
  }

  public static List<Object> listOf(Object element) {
    List<Object> list = new ArrayList<>();
    list.add(element);
    return list;
  }
}
