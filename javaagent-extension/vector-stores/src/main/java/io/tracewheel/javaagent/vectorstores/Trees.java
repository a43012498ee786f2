// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept with a vector, as maps, lists, texts, numbers and booleans. Knows the dynamic values
 * of Protocol Buffers by their getters, because each client has them in a package of its own.
 */
final class Trees {

  private Trees() {}

  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof Map) {
      Map<String, Object> tree = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach(
              (key, member) -> {
                Object branch = of(member);
                if (branch != null) {
                  tree.put(String.valueOf(key), branch);
                }
              });
      return tree;
    }
    if (value instanceof List) {
      List<Object> tree = new ArrayList<>();
      for (Object element : (List<?>) value) {
        Object branch = of(element);
        if (branch != null) {
          tree.add(branch);
        }
      }
      return tree;
    }
    if (value instanceof Float) {
      return Double.valueOf(value.toString()); // 0.9 and not 0.8999999761581421
    }
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    return ofMessage(value);
  }

  private static @Nullable Object ofMessage(Object value) {
    Object kind = OptionalGetter.get(value, "getKindCase");
    if (kind == null) {
      return of(OptionalGetter.get(value, "getFieldsMap"));
    }
    switch (kind.toString()) {
      case "STRING_VALUE":
        return OptionalGetter.get(value, "getStringValue");
      case "NUMBER_VALUE":
        return OptionalGetter.get(value, "getNumberValue");
      case "DOUBLE_VALUE":
        return OptionalGetter.get(value, "getDoubleValue");
      case "INTEGER_VALUE":
        return OptionalGetter.get(value, "getIntegerValue");
      case "BOOL_VALUE":
        return OptionalGetter.get(value, "getBoolValue");
      case "STRUCT_VALUE":
        return of(OptionalGetter.get(value, "getStructValue"));
      case "LIST_VALUE":
        return of(OptionalGetter.get(OptionalGetter.get(value, "getListValue"), "getValuesList"));
      default:
        return null;
    }
  }
}
