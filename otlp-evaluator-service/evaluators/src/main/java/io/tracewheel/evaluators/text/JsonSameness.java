// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Whether two JSON values are the same, up to a number of steps. For one comparison. */
final class JsonSameness {
  private final Rule rule;
  private long left;

  /**
   * How values are compared.
   *
   * @param ignoreCase texts in lower case
   * @param tolerance how far two numbers may be apart, of the larger one; 0: 1 and 1.0 are the same
   */
  record Rule(boolean ignoreCase, double tolerance) {

    boolean same(JsonNode a, JsonNode b) {
      if (a.isNumber() && b.isNumber()) {
        double x = a.asDouble();
        double y = b.asDouble();
        return tolerance == 0 || !Double.isFinite(x) || !Double.isFinite(y)
            ? a.decimalValue().compareTo(b.decimalValue()) == 0
            : Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
      }
      if (ignoreCase && a.isString() && b.isString()) {
        return a.asString().toLowerCase(Locale.ROOT).equals(b.asString().toLowerCase(Locale.ROOT));
      }
      return a.equals(b);
    }
  }

  /** There are no steps left. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super("too much to compare", null, false, false);
    }
  }

  JsonSameness(Rule rule, long steps) {
    this.rule = rule;
    this.left = steps;
  }

  /** Takes steps away. */
  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new TooMuch();
    }
  }

  /** Recursion is bounded by the nesting that the JSON parser lets through. */
  boolean of(JsonNode a, JsonNode b) {
    spend(1);
    if (a.isObject() && b.isObject()) {
      if (a.size() != b.size()) {
        return false;
      }
      for (String key : a.propertyNames()) {
        JsonNode other = b.get(key);
        if (other == null || !of(a.get(key), other)) {
          return false;
        }
      }
      return true;
    }
    if (a.isArray() && b.isArray()) {
      boolean same = a.size() == b.size();
      for (int i = 0; same && i < a.size(); i++) {
        same = of(a.get(i), b.get(i));
      }
      return same;
    }
    return rule.same(a, b);
  }
}
