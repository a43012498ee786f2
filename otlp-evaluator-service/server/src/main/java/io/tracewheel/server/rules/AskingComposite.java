// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A composite of one run that waits for those of its parts that ask somebody else.
 *
 * @param version its own and those of its parts
 * @param known what came of the other parts, by name
 * @param asked parts that are asked, by name
 */
record AskingComposite(
    Composite composite, String version, Map<String, Outcome> known, Map<String, AskedOnce> asked)
    implements AsyncTrajectoryEvaluator {

  @Override
  public String id() {
    return Composite.ID;
  }

  @Override
  public ScoreScale scale() {
    return composite.scale();
  }

  /** It waits for its parts: those that wait for the same are alike. */
  @Override
  public String bulkhead() {
    return asked.values().stream()
        .map(AskedOnce::bulkhead)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", ", "composite of ", ""));
  }

  @Override
  public CompletionStage<Outcome> evaluate(Run run) {
    Map<String, CompletableFuture<Outcome>> answers = new HashMap<>();
    asked.forEach(
        (name, part) ->
            answers.put(
                name,
                part.evaluate(run).toCompletableFuture().exceptionally(e -> Unscored.FAILED)));
    return CompletableFuture.allOf(answers.values().toArray(new CompletableFuture<?>[0]))
        .thenApply(
            all ->
                composite.of(
                    name -> {
                      CompletableFuture<Outcome> answer = answers.get(name);
                      return answer == null ? known.get(name) : answer.join();
                    },
                    version));
  }
}
