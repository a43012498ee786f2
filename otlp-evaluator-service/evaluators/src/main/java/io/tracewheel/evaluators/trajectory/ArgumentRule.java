// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How arguments of an expected and an actual call are compared.
 *
 * @param mode which arguments have to be there
 * @param defaults values by argument name; an argument that has its default is as good as absent,
 *     on either side
 * @param ignored paths of arguments that do not count, such as {@code meta.*}, {@code **.id} or
 *     {@code flights.*.price}: segments by dots, array positions are segments, {@code *} and {@code
 *     ?} within a segment, {@code **} for any number of segments
 * @param tolerantNumbers whether 1 and 1.0 are equal
 * @param own decides in place of all others; null where they do
 */
public record ArgumentRule(
    Mode mode,
    Map<String, JsonNode> defaults,
    List<String> ignored,
    boolean tolerantNumbers,
    @Nullable Own own) {

  /** Which arguments have to be there. Objects inside arguments are compared in the same way. */
  public enum Mode {
    /** The same ones with equal values. */
    EXACT,
    /** Each actual argument is an expected one with an equal value. */
    SUBSET,
    /** Each expected argument is an actual one with an equal value. */
    SUPERSET,
    /** Arguments do not count. */
    IGNORE
  }

  /**
   * A matcher of one's own.
   *
   * @param name what it is called in the version of an evaluator; another one for other rules
   */
  public record Own(String name, ArgumentMatcher matcher) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All arguments, numbers by value. */
  public static final ArgumentRule EXACT = of(Mode.EXACT);

  /** Copies the collections; the order of the defaults is always the same. */
  public ArgumentRule {
    defaults = Collections.unmodifiableMap(new TreeMap<>(defaults));
    ignored = List.copyOf(ignored);
  }

  /** Without a matcher of one's own. */
  public ArgumentRule(
      Mode mode, Map<String, JsonNode> defaults, List<String> ignored, boolean tolerantNumbers) {
    this(mode, defaults, ignored, tolerantNumbers, null);
  }

  /** A matcher of one's own and nothing else. */
  public static ArgumentRule by(String name, ArgumentMatcher matcher) {
    return new ArgumentRule(Mode.EXACT, Map.of(), List.of(), true, new Own(name, matcher));
  }

  /** A mode without defaults and ignored paths, numbers by value. */
  public static ArgumentRule of(Mode mode) {
    return new ArgumentRule(mode, Map.of(), List.of(), true);
  }
}
