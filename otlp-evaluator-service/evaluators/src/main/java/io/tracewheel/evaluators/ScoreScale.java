// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.util.List;

/**
 * What the scores of an evaluator can be, and which of them are good. Immutable.
 *
 * @param kind type of the score
 * @param min least value of a boolean or number
 * @param max largest value of a boolean or number; may be infinite
 * @param categories the labels of a category, from bad to good where there is a direction; else
 *     empty
 * @param direction which way is better
 */
public record ScoreScale(
    Kind kind, double min, double max, List<String> categories, Direction direction) {

  /** Type of a score. */
  public enum Kind {
    /** Value 0 or 1, label {@code fail} or {@code pass}. */
    BOOLEAN,
    /** A value within the range; the label says {@code pass} or {@code fail}, or is empty. */
    NUMERIC,
    /** The label is one of the categories; there is no value. */
    CATEGORY,
    /** The label is any text; there is no value. */
    TEXT
  }

  /** Which way is better. */
  public enum Direction {
    /** More is better. */
    MAXIMIZE,
    /** Less is better. */
    MINIMIZE,
    /** Neither. */
    NEUTRAL
  }

  /** Pass or fail. */
  public static final ScoreScale PASS_FAIL =
      new ScoreScale(Kind.BOOLEAN, 0, 1, List.of(), Direction.MAXIMIZE);

  /** A share that should be large. */
  public static final ScoreScale SHARE = numeric(0, 1, Direction.MAXIMIZE);

  /** A text without judgement. */
  public static final ScoreScale TEXT =
      new ScoreScale(Kind.TEXT, 0, 0, List.of(), Direction.NEUTRAL);

  /** Checks the range and copies the categories. */
  public ScoreScale {
    if (!(min <= max)) {
      throw new IllegalArgumentException("a scale cannot reach from " + min + " to " + max);
    }
    if ((kind == Kind.CATEGORY) == categories.isEmpty()) {
      throw new IllegalArgumentException("a scale has categories if and only if its kind is so");
    }
    categories = List.copyOf(categories);
  }

  /** Numbers of a range, both ends included. */
  public static ScoreScale numeric(double min, double max, Direction direction) {
    return new ScoreScale(Kind.NUMERIC, min, max, List.of(), direction);
  }

  /** Numbers from 0 up of which less is better: times, tokens, costs, ratios to an ideal. */
  public static ScoreScale amount() {
    return numeric(0, Double.POSITIVE_INFINITY, Direction.MINIMIZE);
  }

  /** One of several labels. */
  public static ScoreScale category(List<String> categories, Direction direction) {
    return new ScoreScale(Kind.CATEGORY, 0, 0, categories, direction);
  }

  /** Whether its scores have a value, not only a label. */
  public boolean hasValue() {
    return kind == Kind.BOOLEAN || kind == Kind.NUMERIC;
  }

  /** Why a score does not fit; null when it does. */
  @org.jspecify.annotations.Nullable
  String problem(double value, String label) {
    return switch (kind) {
      case BOOLEAN -> value == 0 || value == 1 ? null : "must be 0 or 1, not " + value;
      case NUMERIC ->
          value >= min && value <= max && Double.isFinite(value)
              ? null
              : "must be " + range() + ", not " + value;
      case CATEGORY ->
          categories.contains(label) && Double.isNaN(value)
              ? null
              : "must be one of " + categories + " and have no value";
      case TEXT -> Double.isNaN(value) ? null : "is a text and has no value";
    };
  }

  private String range() {
    return number(min) + " to " + number(max);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
