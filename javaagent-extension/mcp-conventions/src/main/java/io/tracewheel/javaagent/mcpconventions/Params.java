// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: a record of the SDK where it is sent, mostly a map where it arrives.
 */
public final class Params {

  private static final String META = "_meta";

  private Params() {}

  /** A text member such as {@code name} or {@code uri}. */
  public static @Nullable String text(@Nullable Object params, String member) {
    return member(params, member) instanceof String text ? text : null;
  }

  public static @Nullable Object member(@Nullable Object params, String member) {
    return params instanceof Map<?, ?> map
        ? map.get(member)
        : OptionalGetter.get(params, member.equals(META) ? "meta" : member);
  }

  /** The map of {@code _meta}; empty where there is none. */
  public static Map<?, ?> meta(@Nullable Object params) {
    return member(params, META) instanceof Map<?, ?> meta ? meta : Map.of();
  }

  /**
   * A copy of the parameters, the map of whose {@code _meta} is ours to fill until the request is
   * written.
   */
  public record Open(Object params, Map<String, Object> meta) {}

  /**
   * The copy, or {@code null} for parameters that have no place for {@code _meta}. What is given
   * stays as it is.
   */
  public static @Nullable Open open(@Nullable Object params) {
    if (params instanceof Map<?, ?> map) {
      Map<String, Object> copy = copy(map);
      Map<String, Object> meta = copy(meta(params));
      copy.put(META, meta);
      return new Open(copy, meta);
    }
    return params instanceof Record ? openRecord(params) : null;
  }

  private static @Nullable Open openRecord(Object params) {
    Class<?> type = params.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    Map<String, Object> meta = null;
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(params);
        if (components[i].getName().equals("meta") && types[i] == Map.class) {
          meta = copy(values[i] instanceof Map<?, ?> given ? given : Map.of());
          values[i] = meta;
        }
      }
      if (meta == null) {
        return null;
      }
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      return new Open(canonical.newInstance(values), meta);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return null; // a record that is not public, or that refuses its own values
    }
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
