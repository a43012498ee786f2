// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Evaluators that are asked, not called: judges, and those that users bring. By id; as many as are
 * configured. Safe for many threads.
 */
public interface AsyncTrajectoryEvaluators {

  /** All ids; none is that of another evaluator. */
  List<String> ids();

  /** Whether there may be an evaluator of this id; of some, only {@link #create} knows for sure. */
  default boolean has(String id) {
    return ids().contains(id);
  }

  /**
   * Something that is equal as long as {@link #renewed} would give the same; cheap, for looking at
   * again and again.
   */
  default Object state() {
    return "";
  }

  /**
   * The evaluators as they are by now, where they come from files that can change; these here stay
   * as they are.
   *
   * @throws IllegalArgumentException if they cannot be used; the message is one sentence for each
   *     problem, each on a line of its own
   */
  default AsyncTrajectoryEvaluators renewed() {
    return this;
  }

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
