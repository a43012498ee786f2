// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests of LangChain4j's MCP client. Their parameters are a map up to 1.12 and objects later, in
 * packages that moved; so they are read and written by reflection.
 */
final class McpMessages {

  private static final String META = "_meta";

  private McpMessages() {}

  /** The message of what a transport is given: itself or, later, with a context around it. */
  static @Nullable Object message(@Nullable Object argument) {
    Object inside = OptionalGetter.get(argument, "message");
    return inside == null ? argument : inside;
  }

  /** The protocol's name of the method, made of that of the enum's constant. */
  static @Nullable String method(@Nullable Object message) {
    return OptionalGetter.field(message, "method") instanceof Enum<?> method
        ? method.name().toLowerCase(Locale.ROOT).replace('_', '/')
        : null;
  }

  /** What the span of a request tells of its parameters. */
  static Map<String, Object> params(Object message) {
    Object params = OptionalGetter.get(message, "getParams");
    Map<String, Object> told = new LinkedHashMap<>();
    put(told, "name", member(params, "name", "getName"));
    put(told, "uri", member(params, "uri", "getUri"));
    if (GenAiTelemetry.get().capturesContent()) {
      Object arguments = member(params, "arguments", "getArguments");
      put(told, "arguments", arguments == null ? null : Json.parseOrText(arguments.toString()));
    }
    return told;
  }

  private static @Nullable Object member(@Nullable Object params, String name, String getter) {
    return params instanceof Map<?, ?> map ? map.get(name) : OptionalGetter.get(params, getter);
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  /** Writes the context into the message, beside what the application put there. */
  static void inject(McpCall call, Object message) {
    try {
      Method getter = message.getClass().getMethod("getParams");
      if (Map.class.isAssignableFrom(getter.getReturnType())) {
        injectIntoMap(call, message, (Map<?, ?>) getter.invoke(message));
      } else {
        injectIntoParams(call, message, getter);
      }
    } catch (ReflectiveOperationException | RuntimeException noPlace) {
      // such as a ping of early releases: the request goes without
    }
  }

  private static void injectIntoMap(McpCall call, Object message, @Nullable Map<?, ?> given)
      throws ReflectiveOperationException {
    Map<String, Object> params = copy(given);
    params.put(META, merged(call, params.get(META)));
    Field field = message.getClass().getDeclaredField("params");
    field.setAccessible(true);
    field.set(message, params);
  }

  private static void injectIntoParams(McpCall call, Object message, Method getter)
      throws ReflectiveOperationException {
    Object params = getter.invoke(message);
    Class<?> type = getter.getReturnType();
    if (params == null) {
      params = type.getConstructor().newInstance();
      message.getClass().getMethod("setParams", type).invoke(message, params);
    }
    type.getMethod("setMeta", Map.class)
        .invoke(params, merged(call, type.getMethod("getMeta").invoke(params)));
  }

  private static Map<String, Object> merged(McpCall call, @Nullable Object given) {
    Map<String, Object> meta = copy(given instanceof Map<?, ?> map ? map : null);
    call.inject(meta);
    return meta;
  }

  private static Map<String, Object> copy(@Nullable Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (map != null) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
