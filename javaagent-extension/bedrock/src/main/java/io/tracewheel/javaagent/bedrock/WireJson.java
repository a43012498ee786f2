// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;

/**
 * The SDK's objects as the JSON that goes over the wire, by the descriptions of their fields that
 * the SDK itself writes them by. So members that later releases add need no word here. No method
 * throws.
 */
final class WireJson {

  /** More than that of one body is not looked at; images and documents are what is that long. */
  private static final int LONGEST_BODY = 8 << 20;

  /** Longer files are left out of messages. */
  private static final int LONGEST_FILE = 1 << 20;

  private static final int DEEPEST = 100;

  private static final Set<String> CONTENT_OF_REQUEST =
      new HashSet<>(Arrays.asList("messages", "system", "toolConfig", "promptVariables"));
  private static final Set<String> CONTENT_OF_RESPONSE = Collections.singleton("output");

  private WireJson() {}

  static @Nullable String converseRequest(SdkPojo request, boolean withContent) {
    return json(request, withContent ? Collections.<String>emptySet() : CONTENT_OF_REQUEST);
  }

  static @Nullable String converseResponse(SdkPojo response, boolean withContent) {
    return json(response, withContent ? Collections.<String>emptySet() : CONTENT_OF_RESPONSE);
  }

  private static @Nullable String json(SdkPojo value, Set<String> without) {
    try {
      return Json.write(tree(value, without, DEEPEST));
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  /** An event under the name of its type, or the vendor's own chunk that it carries. */
  static @Nullable String event(Object event, boolean withContent) {
    try {
      if (event instanceof PayloadPart) {
        return text(((PayloadPart) event).bytes());
      }
      if (event instanceof ConverseStreamOutput) {
        String type = String.valueOf(((ConverseStreamOutput) event).sdkEventType());
        Object tree =
            withContent || !type.startsWith("contentBlock")
                ? tree((SdkPojo) event, Collections.<String>emptySet(), DEEPEST)
                : Collections.emptyMap();
        return Json.write(Collections.singletonMap(type, tree));
      }
      return null;
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  /** {@code null} if there is none, or too much. */
  static @Nullable String text(@Nullable SdkBytes body) {
    if (body == null) {
      return null;
    }
    byte[] bytes = body.asByteArrayUnsafe();
    return bytes.length > LONGEST_BODY ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Tokens as the headers of InvokeModel's answer count them.
   *
   * @param direction {@code input} or {@code output}
   */
  static @Nullable Long count(SdkResponse response, String direction) {
    try {
      return response
          .sdkHttpResponse()
          .firstMatchingHeader("x-amzn-bedrock-" + direction + "-token-count")
          .map(Long::valueOf)
          .orElse(null);
    } catch (RuntimeException absent) {
      return null;
    }
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
