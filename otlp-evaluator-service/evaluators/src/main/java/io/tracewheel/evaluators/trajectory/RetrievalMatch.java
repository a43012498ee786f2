// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code retrieval_precision}, {@code retrieval_recall}, {@code retrieval_f}: the ids of the
 * documents that were retrieved against those of the reference. With t relevant documents among
 * them, precision is t over the retrieved ones, recall t over the relevant ones, and the F-score
 * {@code (1 + b^2) t / ((1 + b^2) t + b^2 missed + wrong)}, their weighted harmonic mean (van
 * Rijsbergen 1979).
 *
 * <p>A document that is found twice counts once, at its first rank. A run without a retrieval that
 * was captured, or with a document that has no id, is not scored.
 *
 * @param k only the first so many documents of each retrieval count; 0 for all
 * @param beta how much more recall counts than precision in the F-score, above 0
 * @param average how several retrievals come together
 * @param zeroDivision what becomes of a figure with nothing to divide by
 * @param idPath fields to the id of a document, with points between them
 * @param min the least figure that passes; null to only measure
 */
record RetrievalMatch(
    Figure figure,
    int k,
    double beta,
    Average average,
    ZeroDivision zeroDivision,
    String idPath,
    @Nullable Double min)
    implements TrajectoryEvaluator {

  /** Which figure. */
  enum Figure {
    PRECISION,
    RECALL,
    F
  }

  /** How several retrievals come together. */
  enum Average {
    /** All that was found by any of them is one set. */
    UNION,
    /** Counts are summed, then divided. */
    MICRO,
    /** The mean of the figures. */
    MACRO,
    /** The mean of the figures, each weighted by its number of relevant documents. */
    WEIGHTED
  }

  /** What becomes of a figure with nothing to divide by. */
  enum ZeroDivision {
    /** It is left out; a run of which nothing is left is not scored. */
    SKIP,
    /** It is 0. */
    ZERO,
    /** It is 1. */
    ONE
  }

  private record Counts(int right, int found, int relevant) {

    Counts plus(Counts other) {
      return new Counts(right + other.right, found + other.found, relevant + other.relevant);
    }
  }

  @Override
  public String id() {
    return "retrieval_" + figure.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.SHARE;
  }

  @Override
  public Outcome evaluate(Run run) {
    List<List<String>> relevant = run.reference() == null ? null : run.reference().documents();
    if (relevant == null) {
      return Unscored.NO_REFERENCE;
    }
    List<List<String>> found = new ArrayList<>();
    for (Step step : run.trajectory().steps()) {
      for (SpanProjection span : step.others()) {
        if (span.detail() instanceof Detail.Other other) {
          for (JsonValue documents : other.documents()) {
            List<String> ids = ids(documents);
            if (ids == null) {
              return Unscored.NOT_CAPTURED;
            }
            found.add(ids);
          }
        }
      }
    }
    if (found.isEmpty()) {
      return Unscored.NOT_CAPTURED;
    }
    List<Counts> counts = average == Average.UNION ? union(found, relevant) : each(found, relevant);
    Counts sum = counts.stream().reduce(new Counts(0, 0, 0), Counts::plus);
    Double value =
        average == Average.MACRO || average == Average.WEIGHTED ? mean(counts) : figure(sum);
    if (value == null) {
      return Unscored.NOT_APPLICABLE;
    }
    String label = min == null ? "" : value >= min ? Score.PASS : Score.FAIL;
    return Verdict.of(
        this,
        value,
        label,
        String.format(
            Locale.ROOT,
            "%d of %d retrieved and %d relevant documents in %d retrievals.",
            sum.right(),
            sum.found(),
            sum.relevant(),
            found.size()));
  }

  private List<Counts> union(List<List<String>> found, List<List<String>> relevant) {
    return List.of(
        counts(
            found.stream().flatMap(this::first).toList(),
            relevant.stream().flatMap(List::stream).toList()));
  }

  /** One list of relevant documents is for every retrieval; of several the n-th for the n-th. */
  private List<Counts> each(List<List<String>> found, List<List<String>> relevant) {
    List<Counts> counts = new ArrayList<>();
    int rounds = relevant.size() == 1 ? found.size() : Math.max(found.size(), relevant.size());
    for (int i = 0; i < rounds; i++) {
      List<String> wanted =
          relevant.size() == 1
              ? relevant.get(0)
              : i < relevant.size() ? relevant.get(i) : List.of();
      counts.add(counts(i < found.size() ? first(found.get(i)).toList() : List.of(), wanted));
    }
    return counts;
  }

  private Stream<String> first(List<String> ids) {
    return k == 0 ? ids.stream() : ids.stream().limit(k);
  }

  private static Counts counts(List<String> found, List<String> relevant) {
    Set<String> all = new LinkedHashSet<>(found);
    Set<String> wanted = new LinkedHashSet<>(relevant);
    return new Counts(
        (int) all.stream().filter(wanted::contains).count(), all.size(), wanted.size());
  }

  private @Nullable Double mean(List<Counts> all) {
    double sum = 0;
    double weights = 0;
    for (Counts counts : all) {
      Double value = figure(counts);
      if (value != null) {
        double weight = average == Average.WEIGHTED ? counts.relevant() : 1;
        sum += weight * value;
        weights += weight;
      }
    }
    return weights == 0 ? divided(0, 0) : (Double) Math.min(1, sum / weights);
  }

  private @Nullable Double figure(Counts counts) {
    double square = beta * beta;
    return switch (figure) {
      case PRECISION -> divided(counts.right(), counts.found());
      case RECALL -> divided(counts.right(), counts.relevant());
      case F -> divided((1 + square) * counts.right(), counts.found() + square * counts.relevant());
    };
  }

  private @Nullable Double divided(double value, double by) {
    if (by > 0) {
      return value / by;
    }
    return switch (zeroDivision) {
      case SKIP -> null;
      case ZERO -> 0.0;
      case ONE -> 1.0;
    };
  }

  /** The ids in order, each once; null when the documents or an id cannot be read. */
  private @Nullable List<String> ids(JsonValue documents) {
    JsonNode list = documents.unwrapped().tree().value();
    if (list == null || !list.isArray()) {
      return null;
    }
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode document : list) {
      JsonNode id = document;
      for (String field : idPath.split("\\.", -1)) {
        id = id.path(field);
      }
      if (!id.isValueNode() || id.isNull() || id.isMissingNode()) {
        return null;
      }
      ids.add(id.asString());
    }
    return List.copyOf(ids);
  }
}
