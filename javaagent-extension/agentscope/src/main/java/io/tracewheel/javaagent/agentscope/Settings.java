// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.GenerateOptions;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;

/** What a call asks for, completed by what its model was made with. */
final class Settings {

  private final ChatModelBase model;
  private final @Nullable GenerateOptions asked;
  private final @Nullable Object preset;

  Settings(ChatModelBase model, @Nullable GenerateOptions asked) {
    this.model = model;
    this.asked = asked;
    Object configured = OptionalGetter.field(model, "configuredOptions");
    this.preset = configured == null ? OptionalGetter.field(model, "defaultOptions") : configured;
  }

  private @Nullable Object value(String getter) {
    Object value = OptionalGetter.get(asked, getter);
    return value == null ? OptionalGetter.get(preset, getter) : value;
  }

  @Nullable String text(String getter) {
    return value(getter) instanceof String text ? text : null;
  }

  @Nullable Long number(String getter) {
    return value(getter) instanceof Number number ? (Long) number.longValue() : null;
  }

  @Nullable Double fraction(String getter) {
    return value(getter) instanceof Number number ? (Double) number.doubleValue() : null;
  }

  boolean streams() {
    for (String field : new String[] {"streamEnabled", "stream"}) {
      if (OptionalGetter.field(model, field) instanceof Boolean streams) {
        return streams;
      }
    }
    return Boolean.TRUE.equals(value("getStream"));
  }
}
