// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Evaluators that ask somebody else, by id; as many as are configured. Safe for many threads. */
public interface AsyncTrajectoryEvaluators {

  /** All ids; none is that of another evaluator. */
  List<String> ids();

  /**
   * An evaluator.
   *
   * @param rule name of the rule that it is for
   * @param parameters an object
   * @throws IllegalArgumentException if there is no such evaluator, or a parameter is unknown or
   *     wrong; the message is a clause that says so
   */
  AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters);

  /** None at all. */
  static AsyncTrajectoryEvaluators none() {
    return new AsyncTrajectoryEvaluators() {
      @Override
      public List<String> ids() {
        return List.of();
      }

      @Override
      public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
        throw new IllegalArgumentException("there is no evaluator " + id);
      }
    };
  }
}
