// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code composite}: one score out of the scores that other rules gave the same subject. Immutable.
 *
 * <p>What a part counts, from 0 to 1: its value within the limits of its scale, turned around where
 * less is better; where the scale has no limits or no direction, 1 for a pass and 0 for a fail. A
 * part without a score, or with one that counts nothing in this sense, leaves the composite without
 * a score: what is missing is never taken for good or bad.
 *
 * @param combine how the parts come together
 * @param weights names of the parts and what they weigh, above 0
 * @param gates names of parts that must pass; when one fails the score is 0
 * @param min the least score that passes; null to only measure
 */
public record Composite(
    Combine combine, Map<String, Double> weights, List<String> gates, @Nullable Double min) {
  /** What configuration calls it. */
  public static final String ID = "composite";

  private static final int MOST_NAMED = 3;

  /** How the parts come together. */
  public enum Combine {
    /** The mean by weight. */
    WEIGHTED,
    /** The least. */
    MIN,
    /** The largest. */
    MAX,
    /** Passes when every part passes. */
    ALL,
    /** Passes when one part passes. */
    ANY;

    private boolean asksForVerdicts() {
      return this == ALL || this == ANY;
    }
  }

  /** Copies the gates; the weights are not to be changed. */
  public Composite {
    gates = List.copyOf(gates);
  }

  /**
   * As parameters say.
   *
   * @throws IllegalArgumentException if one is unknown or wrong; the message is a clause
   */
  public static Composite of(JsonNode parameters) {
    Parameters given = new Parameters(parameters, ID, "parts", "combine", "gates", "min");
    Combine combine = given.choice("combine", Combine.WEIGHTED, Combine.class);
    Map<String, Double> weights = weights(given);
    List<String> gates = given.texts("gates");
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(ID + " needs parts: names of rules, or weights by name");
    }
    Double min = given.number("min") == null ? null : given.share("min", 0);
    if (min != null && combine.asksForVerdicts()) {
      throw new IllegalArgumentException(
          "min of composite is for weighted, min and max; all and any pass or fail by themselves");
    }
    return new Composite(combine, weights, gates, min);
  }

  private static Map<String, Double> weights(Parameters given) {
    Map<String, Double> weights = new LinkedHashMap<>();
    JsonNode parts = given.json("parts");
    if (parts == null || !parts.isObject()) {
      given.texts("parts").forEach(name -> weights.put(name, 1.0));
      return weights;
    }
    given
        .map("parts")
        .forEach(
            (name, weight) -> {
              if (!weight.isNumber() || !(weight.asDouble() > 0) || weight.asDouble() > 1e9) {
                throw given.wrong("parts", "weights above 0 by name", parts);
              }
              weights.put(name, weight.asDouble());
            });
    return weights;
  }

  /** Names of all rules that it looks at, each once. */
  public List<String> parts() {
    List<String> parts = new ArrayList<>(weights.keySet());
    gates.stream().filter(gate -> !weights.containsKey(gate)).forEach(parts::add);
    return parts;
  }

  /** What its scores can be. */
  public ScoreScale scale() {
    return combine.asksForVerdicts() ? ScoreScale.PASS_FAIL : ScoreScale.SHARE;
  }

  /**
   * Its version.
   *
   * @param ofParts versions of the parts by name
   */
  public String version(Function<String, String> ofParts) {
    return Fingerprint.of(1, this + " " + parts().stream().map(ofParts).toList());
  }

  /**
   * The score.
   *
   * @param outcomes what came of a part; null when nothing did
   * @param version of the score
   * @return the score, or which part is missing
   */
  public Outcome of(Function<String, @Nullable Outcome> outcomes, String version) {
    List<String> closed = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    double sum = 0;
    double weighed = 0;
    double least = 1;
    double largest = 0;
    for (String part : parts()) {
      if (!(outcomes.apply(part) instanceof Score score)) {
        return missing(part, "has no score");
      }
      Double weight = weights.get(part);
      Boolean passes = verdict(score);
      if (gates.contains(part) || combine.asksForVerdicts()) {
        if (passes == null) {
          return missing(part, "says neither pass nor fail");
        }
        if (!passes) {
          (gates.contains(part) ? closed : failed).add(part);
        }
      }
      if (weight != null && !combine.asksForVerdicts()) {
        Double counts = counts(score, passes);
        if (counts == null) {
          return missing(part, "has no value between limits and no verdict");
        }
        sum += weight * counts;
        weighed += weight;
        least = Math.min(least, counts);
        largest = Math.max(largest, counts);
      } else if (weight != null && passes != null) {
        largest = Math.max(largest, passes ? 1 : 0);
        least = Math.min(least, passes ? 1 : 0);
      }
    }
    double value =
        switch (combine) {
          case WEIGHTED -> Math.min(1, sum / weighed);
          case MIN, ALL -> least;
          case MAX, ANY -> largest;
        };
    if (!closed.isEmpty()) {
      return score(0, Score.FAIL, "Gates that failed: " + names(closed), version);
    }
    Double limit = combine.asksForVerdicts() ? (Double) 1.0 : min;
    String label = limit == null ? "" : value >= limit ? Score.PASS : Score.FAIL;
    boolean explain = combine.asksForVerdicts() && value == 0;
    return score(value, label, explain ? "Parts that failed: " + names(failed) : null, version);
  }

  private Score score(double value, String label, @Nullable String explanation, String version) {
    return new Score(ID, scale(), value, label, explanation, Provenance.of(ID, version));
  }

  private static Unjudged missing(String part, String why) {
    return Unjudged.of(Unscored.PART_MISSING, "the part " + part + " " + why);
  }

  private static @Nullable Boolean verdict(Score score) {
    if (score.label().equals(Score.PASS)) {
      return true;
    }
    return score.failed() ? (Boolean) false : null;
  }

  private static @Nullable Double counts(Score score, @Nullable Boolean passes) {
    ScoreScale scale = score.scale();
    double range = scale.max() - scale.min();
    if (scale.hasValue()
        && range > 0
        && Double.isFinite(range)
        && scale.direction() != ScoreScale.Direction.NEUTRAL) {
      double share = (score.value() - scale.min()) / range;
      return scale.direction() == ScoreScale.Direction.MINIMIZE ? 1 - share : share;
    }
    return passes == null ? null : (Double) (passes ? 1.0 : 0.0);
  }

  private static String names(List<String> parts) {
    return String.join(", ", parts.stream().limit(MOST_NAMED).toList())
        + (parts.size() > MOST_NAMED ? " and more." : ".");
  }
}
