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

  /**
   * What is created from now on is for a new set of rules, as the configuration now says. What was
   * created before goes on.
   */
  default void begin() {}

  /**
   * The new set of rules is complete.
   *
   * @param accepted whether it takes the place of the old one, else it is given up
   */
  default void end(boolean accepted) {}

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
