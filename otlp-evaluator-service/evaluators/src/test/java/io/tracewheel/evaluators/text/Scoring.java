// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.trajectory.Reference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluators of the catalogue; parameters with single quotes. */
final class Scoring {
  static final TextEvaluators CATALOGUE = new TextEvaluators();

  private Scoring() {}

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  static TextEvaluator evaluator(String id, String parameters) {
    return CATALOGUE.create(id, json(parameters));
  }

  static Reference answer(String answer) {
    return new Reference(null, null, null, null, null, answer, null);
  }

  static Outcome outcome(
      String id, String parameters, String answer, @Nullable Reference reference) {
    return evaluator(id, parameters).evaluate(answer, reference);
  }

  /** The score of an answer against the answer of a reference. */
  static Score score(String id, String parameters, String answer, String expected) {
    return (Score) outcome(id, parameters, answer, answer(expected));
  }

  static double value(String id, String parameters, String answer, String expected) {
    return score(id, parameters, answer, expected).value();
  }

  static boolean passes(String id, String parameters, String answer) {
    return ((Score) outcome(id, parameters, answer, null)).label().equals(Score.PASS);
  }
}
