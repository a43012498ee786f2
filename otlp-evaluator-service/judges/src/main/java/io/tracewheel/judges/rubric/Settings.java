// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Settings by name, read strictly. Wrong ones are an {@link IllegalArgumentException} with a clause
 * that names the setting and what it takes.
 */
public final class Settings {
  private final JsonNode given;
  private final String of;

  /**
   * Settings, of which only some may be given.
   *
   * @param given an object
   * @param of whose they are, for messages
   */
  public Settings(JsonNode given, String of, String... known) {
    this.given = given;
    this.of = of;
    if (!given.isObject()) {
      throw new IllegalArgumentException(of + " takes settings by name");
    }
    List<String> names = Arrays.asList(known);
    for (String name : given.propertyNames()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            of + " has no setting \"" + name + "\"; it takes " + String.join(", ", names));
      }
    }
  }

  /** Whether it is given. */
  public boolean has(String name) {
    return given.has(name);
  }

  /** A text that must be given. */
  public String text(String name) {
    String text = text(name, null);
    if (text == null) {
      throw new IllegalArgumentException(of + " needs " + name);
    }
    return text;
  }

  /** A text. */
  public @Nullable String text(String name, @Nullable String otherwise) {
    JsonNode value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isString() || value.asString().isBlank()) {
      throw wrong(name, "a text");
    }
    return value.asString();
  }

  /** A number from {@code least}. */
  public @Nullable Double number(String name, double least) {
    JsonNode value = given.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !(value.asDouble() >= least) || Double.isInfinite(value.asDouble())) {
      throw wrong(name, "a number from " + least);
    }
    return value.asDouble();
  }

  /** A whole number from {@code least} to a billion. */
  public int count(String name, int least, int otherwise) {
    JsonNode value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > 1_000_000_000) {
      throw wrong(name, "a whole number from " + least);
    }
    return value.asInt();
  }

  /** True or false. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode value = given.get(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value == null ? otherwise : value.asBoolean();
  }

  /** A list of texts; empty when it is not given. */
  public List<String> texts(String name) {
    JsonNode value = given.get(name);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw wrong(name, "a list of texts");
      }
      for (JsonNode element : value) {
        if (!element.isString() || element.asString().isBlank()) {
          throw wrong(name, "a list of texts");
        }
        texts.add(element.asString());
      }
    }
    return texts;
  }

  /** One of several words. */
  public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
    String word = text(name, null);
    if (word == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String candidate = constant.name().toLowerCase(java.util.Locale.ROOT);
      if (candidate.equals(word)) {
        return constant;
      }
      words.add(candidate);
    }
    throw wrong(name, "one of " + String.join(", ", words));
  }

  /** What is below a setting, by name; nothing when it is not given. */
  public Map<String, JsonNode> map(String name) {
    JsonNode value = given.get(name);
    Map<String, JsonNode> map = new LinkedHashMap<>();
    if (value != null) {
      if (!value.isObject()) {
        throw wrong(name, "values by name");
      }
      value.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    }
    return map;
  }

  /** A setting as it is. */
  public @Nullable JsonNode raw(String name) {
    return given.get(name);
  }

  /** A complaint about a setting. */
  public IllegalArgumentException wrong(String name, String wanted) {
    return new IllegalArgumentException(
        name + " of " + of + " takes " + wanted + ", not " + shortened(given.get(name)));
  }

  private static String shortened(@Nullable JsonNode value) {
    String text = String.valueOf(value);
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
