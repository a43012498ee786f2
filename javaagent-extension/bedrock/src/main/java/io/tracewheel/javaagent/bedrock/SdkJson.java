// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * The SDK's objects as the JSON that goes over the wire, by the descriptions of their fields that
 * the SDK itself writes them by. So members that later releases add need no word here.
 */
final class SdkJson {

  /** More than that of one body is not looked at; images and documents are what is that long. */
  private static final int LONGEST_BODY = 8 << 20;

  /** Longer files are left out of messages. */
  private static final int LONGEST_FILE = 1 << 20;

  private static final int DEEPEST = 100;

  private SdkJson() {}

  /** Without some of the outermost members; {@code null} if it cannot be written. */
  static @Nullable String write(SdkPojo value, Set<String> without) {
    try {
      return Json.write(tree(value, without));
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  /** As above, as a tree; may throw. */
  static Map<String, Object> tree(SdkPojo value, Set<String> without) {
    return tree(value, without, DEEPEST);
  }

  /** {@code null} if there is none, or too much. */
  static @Nullable String text(@Nullable SdkBytes body) {
    if (body == null) {
      return null;
    }
    byte[] bytes = body.asByteArrayUnsafe();
    return bytes.length > LONGEST_BODY ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A member of an object by its name on the wire; {@code null} if there is none. */
  static @Nullable Object member(@Nullable Object value, String name) {
    if (value instanceof SdkPojo) {
      for (SdkField<?> field : ((SdkPojo) value).sdkFields()) {
        if (field.locationName().equals(name)) {
          return field.getValueOrDefault(value);
        }
      }
    }
    return null;
  }

  private static Map<String, Object> tree(SdkPojo value, Set<String> without, int depth) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (SdkField<?> field : value.sdkFields()) {
      if (!without.contains(field.locationName())) {
        put(tree, field.locationName(), field.getValueOrDefault(value), depth - 1);
      }
    }
    return tree;
  }

  private static void put(
      Map<String, Object> tree, String name, @Nullable Object value, int depth) {
    if (value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap) {
      return; // what the application did not set
    }
    Object read = value(value, depth);
    if (read != null) {
      tree.put(name, read);
    }
  }

  private static @Nullable Object value(@Nullable Object value, int depth) {
    if (depth <= 0) {
      return null;
    }
    if (value instanceof SdkPojo) {
      return tree((SdkPojo) value, Collections.<String>emptySet(), depth);
    }
    if (value instanceof Document) {
      return document((Document) value, depth);
    }
    if (value instanceof SdkBytes) {
      byte[] bytes = ((SdkBytes) value).asByteArrayUnsafe();
      return bytes.length > LONGEST_FILE ? "" : Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof Collection) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object element : (Collection<?>) value) {
        list.add(value(element, depth - 1));
      }
      return list;
    }
    if (value instanceof Map) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        put(map, String.valueOf(entry.getKey()), entry.getValue(), depth - 1);
      }
      return map;
    }
    // As the application wrote it, 0.7 and not 0.699999988.
    return value instanceof Float ? Double.valueOf(value.toString()) : value;
  }

  private static @Nullable Object document(Document value, int depth) {
    if (value.isMap()) {
      return value(value.asMap(), depth);
    }
    if (value.isList()) {
      return value(value.asList(), depth);
    }
    if (value.isNumber()) {
      return Json.parse(value.asNumber().stringValue());
    }
    return value.isString() ? value.asString() : value.isBoolean() ? value.asBoolean() : null;
  }
}
