// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code json_distance}: the values to remove from and to add to the answer's document until it is
 * the expected one, over the values of both. A value is an object, a list or what stands in them.
 * 0: the same; 1: nothing in common, or no document. Objects are compared by key, lists by the
 * alignment in order that keeps most; a value that differs is removed and added.
 *
 * @param max the largest distance that passes; null to only measure
 */
record JsonDistance(
    ExpectedDocument expected, JsonSameness.Rule rule, boolean fence, @Nullable Double max)
    implements TextEvaluator {
  /** Most pairs of values that are compared. */
  static final int MAX_STEPS = 200_000;

  @Override
  public String id() {
    return "json_distance";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(0, 1, ScoreScale.Direction.MINIMIZE);
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    JsonNode wanted = expected.in(reference);
    if (wanted == null) {
      return Unscored.NO_REFERENCE;
    }
    JsonNode found = Documents.in(answer, fence);
    if (found == null) {
      return TextVerdict.of(this, 1, Score.FAIL, "The answer is not one JSON document.");
    }
    try {
      Walk walk = new Walk(rule);
      int values = walk.size(wanted) + walk.size(found);
      int distance = walk.distance(wanted, found);
      return TextVerdict.within(
          this,
          (double) distance / values,
          null,
          max,
          distance + " of " + values + " values to remove or add.");
    } catch (JsonSameness.TooMuch e) {
      return Unscored.OVER_LIMIT;
    }
  }

  /** Recursion is bounded by the nesting that the JSON parser lets through. */
  private static final class Walk {
    private final JsonSameness.Rule rule;
    private final Map<JsonNode, Integer> sizes = new IdentityHashMap<>();
    private final JsonSameness steps;

    Walk(JsonSameness.Rule rule) {
      this.rule = rule;
      this.steps = new JsonSameness(rule, MAX_STEPS);
    }

    int size(JsonNode node) {
      if (node.isValueNode()) {
        return 1;
      }
      Integer known = sizes.get(node);
      if (known != null) {
        return known;
      }
      int size = 1;
      for (JsonNode child : node) {
        steps.spend(1);
        size += size(child);
      }
      sizes.put(node, size);
      return size;
    }

    int distance(JsonNode a, JsonNode b) {
      steps.spend(1);
      if (a.isObject() && b.isObject()) {
        return objects(a, b);
      }
      if (a.isArray() && b.isArray()) {
        return arrays(a, b);
      }
      return a.isValueNode() && b.isValueNode() && rule.same(a, b) ? 0 : size(a) + size(b);
    }

    private int objects(JsonNode a, JsonNode b) {
      Set<String> keys = new LinkedHashSet<>(a.propertyNames());
      keys.addAll(b.propertyNames());
      int distance = 0;
      for (String key : keys) {
        JsonNode left = a.get(key);
        JsonNode right = b.get(key);
        if (left != null && right != null) {
          distance += distance(left, right);
        } else {
          distance += left == null ? right == null ? 0 : size(right) : size(left);
        }
      }
      return distance;
    }

    private int arrays(JsonNode a, JsonNode b) {
      int[] above = new int[b.size() + 1];
      int[] row = new int[b.size() + 1];
      for (int j = 1; j <= b.size(); j++) {
        above[j] = above[j - 1] + size(b.get(j - 1));
      }
      for (int i = 1; i <= a.size(); i++) {
        int left = size(a.get(i - 1));
        row[0] = above[0] + left;
        for (int j = 1; j <= b.size(); j++) {
          int changed = above[j - 1] + distance(a.get(i - 1), b.get(j - 1));
          int moved = Math.min(above[j] + left, row[j - 1] + size(b.get(j - 1)));
          row[j] = Math.min(changed, moved);
        }
        int[] swap = above;
        above = row;
        row = swap;
      }
      return above[b.size()];
    }
  }
}
