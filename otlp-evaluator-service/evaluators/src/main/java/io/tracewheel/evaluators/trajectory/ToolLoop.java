// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.trajectory.Activity;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code tool_loop}: an agent does the same again and again. The value is how often its most
 * repeated call (tool and arguments) was made, counted agent by agent. Fails at {@code
 * repetitions}, or when the same two to eight calls follow each other twice in a row.
 *
 * @param repetitions how often is too often, at least 2
 * @param except names or globs of tools that may be called as often as wanted
 */
record ToolLoop(int repetitions, List<String> except) implements TrajectoryEvaluator {
  private static final int LONGEST_CYCLE = 8;

  @Override
  public String id() {
    return "tool_loop";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.amount();
  }

  @Override
  public Outcome evaluate(Run run) {
    int most = 0;
    String found = null;
    for (Activity activity : run.trajectory().activities()) {
      List<Call> calls = new ArrayList<>();
      Map<Call, Integer> counts = new HashMap<>();
      for (ToolUse use : activity.steps().stream().flatMap(s -> s.tools().stream()).toList()) {
        if (!Calls.any(except, use.name())) {
          Call call = Calls.of(use);
          calls.add(call);
          int count = counts.merge(call, 1, Integer::sum);
          most = Math.max(most, count);
          if (count == repetitions && found == null) {
            found = Named.tool(call.tool()) + " is called " + count + " times alike";
          }
        }
      }
      found = found == null ? cycle(calls) : found;
    }
    if (most == 0) {
      return Unscored.NOT_APPLICABLE;
    }
    return found == null ? Verdict.pass(this, most) : Verdict.fail(this, most, found + ".");
  }

  private static @org.jspecify.annotations.Nullable String cycle(List<Call> calls) {
    for (int length = 2; length <= LONGEST_CYCLE; length++) {
      for (int start = 0; start + 2 * length <= calls.size(); start++) {
        List<Call> once = calls.subList(start, start + length);
        boolean varied = once.stream().distinct().count() > 1;
        if (varied && once.equals(calls.subList(start + length, start + 2 * length))) {
          return "The same " + length + " calls are made twice in a row, from call " + (start + 1);
        }
      }
    }
    return null;
  }
}
