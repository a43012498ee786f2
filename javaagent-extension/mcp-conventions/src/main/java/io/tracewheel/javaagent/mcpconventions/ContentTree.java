// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees of what tools are given and answer. */
final class ContentTree {

  private static final int DEEPEST = 16;

  private ContentTree() {}

  /** The content of a tool's result and, where it has one, its structured form. */
  static Object ofResult(Object result) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Object content = Params.member(result, "content");
    if (content instanceof Iterable<?> parts) {
      List<Object> list = new ArrayList<>();
      for (Object part : parts) {
        list.add(part(part));
      }
      tree.put("content", list);
    }
    Object structured = Params.member(result, "structuredContent");
    if (structured != null) {
      tree.put("structuredContent", of(structured, 0));
    }
    return tree;
  }

  private static Object part(@Nullable Object part) {
    Map<String, Object> tree = new LinkedHashMap<>();
    String type = OptionalGetter.text(part, "type");
    if (type != null) {
      tree.put("type", type);
    }
    if (of(part, 1) instanceof Map<?, ?> members) {
      members.forEach((name, value) -> tree.putIfAbsent(String.valueOf(name), value));
    }
    return tree;
  }

  /** Records become objects without their absent members; what is no JSON becomes its text. */
  static Object of(@Nullable Object value, int depth) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (depth < DEEPEST && value instanceof Map<?, ?> map) {
      Map<String, Object> tree = new LinkedHashMap<>();
      map.forEach((name, member) -> put(tree, String.valueOf(name), member, depth));
      return tree;
    }
    if (depth < DEEPEST && value instanceof Iterable<?> elements) {
      List<Object> tree = new ArrayList<>();
      for (Object element : elements) {
        tree.add(of(element, depth + 1));
      }
      return tree;
    }
    if (depth < DEEPEST && value instanceof Record) {
      Map<String, Object> tree = new LinkedHashMap<>();
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        put(tree, component.getName(), OptionalGetter.get(value, component.getName()), depth);
      }
      return tree;
    }
    return value.toString();
  }

  private static void put(
      Map<String, Object> tree, String name, @Nullable Object member, int depth) {
    if (member != null) {
      tree.put(name, of(member, depth + 1));
    }
  }
}
