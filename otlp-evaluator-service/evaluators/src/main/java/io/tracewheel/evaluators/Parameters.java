// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The parameters of an evaluator, as they were configured. Wrong ones are an {@link
 * IllegalArgumentException} whose message is a clause that names the parameter. Immutable.
 */
public final class Parameters {
  private final JsonNode given;
  private final String of;

  /**
   * Parameters, of which only some may be given.
   *
   * @param given an object
   * @param of whose they are, for messages
   * @param known the names that may be given
   */
  public Parameters(JsonNode given, String of, String... known) {
    this.given = given;
    this.of = of;
    if (!given.isObject()) {
      throw new IllegalArgumentException("the parameters of " + of + " must be settings by name");
    }
    List<String> names = Arrays.asList(known);
    for (String name : given.propertyNames()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            of
                + " has no parameter \""
                + name
                + "\"; "
                + (names.isEmpty() ? "it takes none" : "it takes " + String.join(", ", names)));
      }
    }
  }

  /** A finite number from 0; null when not given. */
  public @Nullable Double number(String name) {
    JsonNode value = given.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !(value.asDouble() >= 0) || Double.isInfinite(value.asDouble())) {
      throw wrong(name, "a number from 0", value);
    }
    return value.asDouble();
  }

  /** A number from 0 to 1. */
  public double share(String name, double otherwise) {
    Double value = number(name);
    if (value != null && value > 1) {
      throw wrong(name, "a number from 0 to 1", value);
    }
    return value == null ? otherwise : value;
  }

  /** A whole number from {@code least} to a thousand million. */
  public int count(String name, int least, int otherwise) {
    JsonNode value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > 1_000_000_000) {
      throw wrong(name, "a whole number from " + least, value);
    }
    return value.asInt();
  }

  /** True or false. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.asBoolean();
  }

  /** Texts that are not empty, one or a list; none when not given. */
  public List<String> texts(String name) {
    JsonNode value = given.get(name);
    List<String> texts = new ArrayList<>();
    if (value == null) {
      return texts;
    }
    for (JsonNode element : value.isString() ? List.of(value) : value) {
      if (!element.isString() || element.asString().isEmpty()) {
        throw wrong(name, "a list of names", value);
      }
      texts.add(element.asString());
    }
    if (!value.isArray() && !value.isString()) {
      throw wrong(name, "a list of names", value);
    }
    return texts;
  }

  /** A constant of an enum by its name in lower case. */
  public <E extends Enum<E>> E choice(String name, E otherwise, Class<E> type) {
    JsonNode value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (value.isString() && constant.name().toLowerCase(Locale.ROOT).equals(value.asString())) {
        return constant;
      }
    }
    String all =
        String.join(
            ", ",
            Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList());
    throw wrong(name, "one of " + all, value);
  }

  /** What is below a parameter, by name; nothing when it is not given. */
  public Map<String, JsonNode> map(String name) {
    JsonNode value = given.get(name);
    Map<String, JsonNode> map = new LinkedHashMap<>();
    if (value == null) {
      return map;
    }
    if (!value.isObject()) {
      throw wrong(name, "values by name", value);
    }
    value.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  /** One text, empty or not; null when not given. */
  public @Nullable String text(String name) {
    JsonNode value = given.get(name);
    if (value != null && !value.isString()) {
      throw wrong(name, "a text", value);
    }
    return value == null ? null : value.asString();
  }

  /** Any value; null when not given. */
  public @Nullable JsonNode json(String name) {
    return given.get(name);
  }

  /**
   * What to throw when a value is of the right type and still cannot be used.
   *
   * @param wanted what the parameter takes
   * @param found what was given
   */
  public IllegalArgumentException wrong(String name, String wanted, Object found) {
    return new IllegalArgumentException(name + " of " + of + " takes " + wanted + ", not " + found);
  }
}
