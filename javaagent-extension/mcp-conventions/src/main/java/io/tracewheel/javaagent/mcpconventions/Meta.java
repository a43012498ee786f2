// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Context in {@code params._meta}, under the propagators' own names without any prefix. */
final class Meta {

  private Meta() {}

  static void inject(TextMapPropagator propagator, Context context, Map<String, Object> meta) {
    propagator.inject(context, meta, (carrier, key, value) -> put(carrier, key, value));
  }

  private static void put(@Nullable Map<String, Object> carrier, String key, String value) {
    if (carrier != null) {
      carrier.put(key, value);
    }
  }

  /** The given context with what {@code _meta} says; the same one if it says nothing. */
  static Context extract(TextMapPropagator propagator, Context context, Map<?, ?> meta) {
    return meta.isEmpty() ? context : propagator.extract(context, meta, TextMembers.INSTANCE);
  }

  private enum TextMembers implements TextMapGetter<Map<?, ?>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Map<?, ?> carrier) {
      Set<String> keys = new LinkedHashSet<>();
      carrier.keySet().forEach(key -> keys.add(String.valueOf(key)));
      return keys;
    }

    @Override
    public @Nullable String get(@Nullable Map<?, ?> carrier, String key) {
      return carrier != null && carrier.get(key) instanceof String text ? text : null;
    }
  }
}
