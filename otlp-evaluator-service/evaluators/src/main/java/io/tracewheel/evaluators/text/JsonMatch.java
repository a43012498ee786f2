// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Names;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Assignment;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code json_match}: the document of the answer against an expected one, key by key. A key counts
 * 1 when its value is the same, else 0; a key that is missing counts 0. Two lists, and objects in
 * them, are compared element by element; lists deeper inside are the same or not. An answer that is
 * no document, or one of another kind, scores 0.
 *
 * @param only keys that are compared; none for all
 * @param except keys that are not
 * @param all whether everything must be the same for 1, and all else is 0; else the mean
 * @param lists how elements are paired
 * @param extraKeys whether keys that nobody expects count 0 rather than nothing
 * @param rule how values are compared
 * @param fence whether a Markdown code fence around the document is fine
 * @param min the least share that passes
 */
record JsonMatch(
    ExpectedDocument expected,
    List<String> only,
    List<String> except,
    boolean all,
    Lists lists,
    boolean extraKeys,
    JsonSameness.Rule rule,
    boolean fence,
    double min)
    implements TextEvaluator {
  /** Most pairs of values that are compared. */
  static final int MAX_STEPS = 200_000;

  private static final int MOST_NAMED = 3;

  /** Which elements of lists belong together, and how many there should be. */
  enum Lists {
    /** The n-th with the n-th; as many on both sides. */
    ORDERED,
    /** Each with the one it fits best; as many on both sides. */
    SAME_ELEMENTS,
    /** Each of the answer with one that is expected. */
    SUBSET,
    /** Each that is expected with one of the answer. */
    SUPERSET
  }

  @Override
  public String id() {
    return "json_match";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return all ? ScoreScale.PASS_FAIL : ScoreScale.SHARE;
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    JsonNode wanted = expected.in(reference);
    if (wanted == null) {
      return Unscored.NO_REFERENCE;
    }
    JsonNode found = Documents.in(answer, fence);
    if (found == null) {
      return TextVerdict.of(this, 0, Score.FAIL, "The answer is not one JSON document.");
    }
    Set<String> different = new LinkedHashSet<>();
    double value;
    try {
      value = documents(new JsonSameness(rule, MAX_STEPS), wanted, found, different);
    } catch (JsonSameness.TooMuch e) {
      return Unscored.OVER_LIMIT;
    }
    double score = all && value < 1 ? 0 : value;
    String label = score >= (all ? 1 : min) ? Score.PASS : Score.FAIL;
    return TextVerdict.of(this, score, label, value < 1 ? explain(different) : null);
  }

  private static String explain(Set<String> different) {
    List<String> named = different.stream().limit(MOST_NAMED).map(Names::safe).toList();
    return different.isEmpty()
        ? "The answer is a different document."
        : "Different or missing: "
            + String.join(", ", named)
            + (different.size() > MOST_NAMED ? " and more." : ".");
  }

  private double documents(
      JsonSameness same, JsonNode wanted, JsonNode found, Set<String> different) {
    if (wanted.isArray() && found.isArray()) {
      return elements(same, wanted, found, different);
    }
    return wanted.isObject() && found.isObject()
        ? keys(same, wanted, found, different)
        : same.of(wanted, found) ? 1 : 0;
  }

  private double keys(JsonSameness same, JsonNode wanted, JsonNode found, Set<String> different) {
    Set<String> keys = new LinkedHashSet<>(wanted.propertyNames());
    if (extraKeys) {
      keys.addAll(found.propertyNames());
    }
    if (!only.isEmpty()) {
      keys.retainAll(only);
    }
    keys.removeAll(Set.copyOf(except));
    int equal = 0;
    for (String key : keys) {
      JsonNode left = wanted.get(key);
      JsonNode right = found.get(key);
      if (left != null && right != null && same.of(left, right)) {
        equal++;
      } else {
        different.add(key);
      }
    }
    return keys.isEmpty() ? 1 : (double) equal / keys.size();
  }

  private double elements(
      JsonSameness same, JsonNode wanted, JsonNode found, Set<String> different) {
    int m = wanted.size();
    int n = found.size();
    double sum = 0;
    if (lists == Lists.ORDERED) {
      for (int i = 0; i < Math.min(m, n); i++) {
        sum += element(same, wanted.get(i), found.get(i), different);
      }
    } else {
      same.spend((long) m * n);
      double[][] weights = new double[m][n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          weights[i][j] = element(same, wanted.get(i), found.get(j), new LinkedHashSet<>());
        }
      }
      sum = Assignment.sum(weights, Assignment.best(weights, n));
    }
    int of =
        switch (lists) {
          case SUBSET -> n;
          case SUPERSET -> m;
          default -> Math.max(m, n);
        };
    return of == 0 ? 1 : sum / of;
  }

  private double element(
      JsonSameness same, JsonNode wanted, JsonNode found, Set<String> different) {
    return wanted.isObject() && found.isObject()
        ? keys(same, wanted, found, different)
        : same.of(wanted, found) ? 1 : 0;
  }
}
