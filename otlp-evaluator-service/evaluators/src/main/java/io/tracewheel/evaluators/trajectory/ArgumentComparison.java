// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.trajectory.ArgumentRule.Mode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares the arguments of one expected and one actual call.
 *
 * @param similarity 0 to 1: the share of arguments that are equal, of those that the mode asks for
 *     (exact: of either side), objects and arrays inside by the same measure; 1 where none is asked
 *     for
 * @param differences paths of what is missing, unexpected or different; never values. None means
 *     that the arguments match
 */
record ArgumentComparison(double similarity, List<String> differences) {
  private static final ArgumentComparison EQUAL = new ArgumentComparison(1, List.of());

  boolean matches() {
    return differences.isEmpty();
  }

  static ArgumentComparison of(JsonNode expected, JsonNode actual, ArgumentRule rule) {
    ArgumentRule.Own own = rule.own();
    if (own != null) {
      double alike = own.matcher().similarity(expected, actual);
      return alike >= 1
          ? EQUAL
          : new ArgumentComparison(Math.max(0, alike), List.of("arguments, says " + own.name()));
    }
    if (rule.mode() == Mode.IGNORE) {
      return EQUAL;
    }
    Walk walk = new Walk(rule);
    double similarity = walk.similarity(expected, actual);
    return new ArgumentComparison(similarity, List.copyOf(walk.differences));
  }

  /** Recursion is bounded by the nesting that the JSON parser lets through. */
  private static final class Walk {
    private final ArgumentRule rule;
    private final List<List<String>> ignored;
    private final List<String> differences = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();

    Walk(ArgumentRule rule) {
      this.rule = rule;
      this.ignored =
          rule.ignored().stream().map(glob -> Arrays.asList(glob.split("\\.", -1))).toList();
    }

    double similarity(JsonNode expected, JsonNode actual) {
      if (expected.isObject() && actual.isObject()) {
        return objects(expected, actual);
      }
      if (expected.isArray() && actual.isArray()) {
        return arrays(expected, actual);
      }
      return equal(expected, actual) ? 1 : differs("");
    }

    private double objects(JsonNode expected, JsonNode actual) {
      Set<String> names = new LinkedHashSet<>();
      if (rule.mode() != Mode.SUBSET) {
        names.addAll(expected.propertyNames());
      }
      if (rule.mode() != Mode.SUPERSET) {
        names.addAll(actual.propertyNames());
      }
      double sum = 0;
      int counted = 0;
      for (String name : names) {
        path.addLast(name);
        JsonNode left = stripped(name, expected.get(name));
        JsonNode right = stripped(name, actual.get(name));
        // Absent on both sides: a default on one, nothing on the other.
        boolean asked =
            switch (rule.mode()) {
              case SUBSET -> right != null;
              case SUPERSET -> left != null;
              default -> left != null || right != null;
            };
        if (asked && !ignored()) {
          counted++;
          if (left == null) {
            differs(" unexpected");
          } else if (right == null) {
            differs(" missing");
          } else {
            sum += similarity(left, right);
          }
        }
        path.removeLast();
      }
      return counted == 0 ? 1 : sum / counted;
    }

    private double arrays(JsonNode expected, JsonNode actual) {
      int shared = Math.min(expected.size(), actual.size());
      int longer = Math.max(expected.size(), actual.size());
      double sum = 0;
      int counted = 0;
      for (int i = 0; i < longer; i++) {
        path.addLast(Integer.toString(i));
        if (!ignored()) {
          counted++;
          if (i < shared) {
            sum += similarity(expected.get(i), actual.get(i));
          } else {
            differs(i < expected.size() ? " missing" : " unexpected");
          }
        }
        path.removeLast();
      }
      return counted == 0 ? 1 : sum / counted;
    }

    /** Defaults are those of arguments, not of fields deeper inside. */
    private @Nullable JsonNode stripped(String name, @Nullable JsonNode value) {
      JsonNode byDefault = path.size() == 1 ? rule.defaults().get(name) : null;
      return value != null && byDefault != null && deepEqual(value, byDefault) ? null : value;
    }

    private boolean deepEqual(JsonNode a, JsonNode b) {
      ArgumentRule exact =
          new ArgumentRule(Mode.EXACT, java.util.Map.of(), List.of(), rule.tolerantNumbers());
      return ArgumentComparison.of(a, b, exact).matches();
    }

    private boolean equal(JsonNode a, JsonNode b) {
      if (a.isNumber() && b.isNumber() && rule.tolerantNumbers()) {
        return isFinite(a) && isFinite(b)
            ? a.decimalValue().compareTo(b.decimalValue()) == 0
            : a.equals(b);
      }
      return a.equals(b);
    }

    private static boolean isFinite(JsonNode number) {
      return !number.isFloatingPointNumber()
          || number.isBigDecimal()
          || Double.isFinite(number.doubleValue());
    }

    private boolean ignored() {
      if (ignored.isEmpty()) {
        return false;
      }
      List<String> at = List.copyOf(path);
      return ignored.stream().anyMatch(glob -> Glob.matches(glob, at));
    }

    private double differs(String how) {
      differences.add((path.isEmpty() ? "arguments" : String.join(".", path)) + how);
      return 0;
    }
  }
}
