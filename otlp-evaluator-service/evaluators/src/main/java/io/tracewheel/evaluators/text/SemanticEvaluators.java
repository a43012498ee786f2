// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The evaluators that compare meanings with an embedding model, by id. */
public final class SemanticEvaluators {
  private static final String SIMILARITY = "semantic_similarity";
  private static final String RELEVANCE = "answer_relevance_embedding";

  private SemanticEvaluators() {}

  /** All ids. */
  public static List<String> ids() {
    return List.of(SIMILARITY, RELEVANCE);
  }

  /**
   * An evaluator.
   *
   * @param parameters an object; see the README for what each evaluator takes
   * @param model version of the model, part of that of the evaluator
   * @throws IllegalArgumentException if there is no such evaluator, or a parameter is unknown or
   *     wrong; the message is a clause that says so
   */
  public static AsyncTrajectoryEvaluator create(
      String id, JsonNode parameters, String model, TextEmbedder embedder) {
    if (!ids().contains(id)) {
      throw new IllegalArgumentException("there is no semantic evaluator " + id);
    }
    boolean relevance = id.equals(RELEVANCE);
    Parameters given =
        relevance
            ? new Parameters(parameters, id, "min")
            : new Parameters(parameters, id, "expected", "min");
    Double min = given.number("min") == null ? null : (Double) given.share("min", 0);
    return new SemanticSimilarity(id, relevance ? null : Expected.of(given), min, model, embedder);
  }
}
