// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import io.tracewheel.smoke.modelstub.ModelStub;
import java.util.ArrayList;
import java.util.List;

/** Holds what came out of the pipe against what went on at its other end. */
final class Expectations {
  private Expectations() {}

  /** Everything that did not arrive, in sentences; empty when all is well. */
  static List<String> unmet(ModelStub.Served served, Telemetry telemetry) {
    List<String> unmet = new ArrayList<>();
    equal(unmet, "chat", served.chats(), telemetry);
    equal(unmet, "embeddings", served.embeddings(), telemetry);
    atLeastOne(unmet, "invoke_agent", telemetry);
    atLeastOne(unmet, "execute_tool", telemetry);
    atLeastOne(unmet, "retrieval", telemetry);
    List<Telemetry.ScoreEvent> events = new ArrayList<>(telemetry.scoreEvents());
    int scores = 0;
    int failed = 0;
    int withoutEvent = 0;
    for (Span span : telemetry.spans()) {
      for (Score score : span.scores()) {
        scores++;
        failed += score.passed() ? 0 : 1;
        Telemetry.ScoreEvent event =
            new Telemetry.ScoreEvent(span.traceId(), span.spanId(), score.evaluator());
        withoutEvent += events.remove(event) ? 0 : 1;
      }
    }
    if (scores == 0) {
      unmet.add("no span carries a score");
    } else if (failed == 0) {
      unmet.add("nothing was scored down, although the script makes the model fail");
    }
    if (withoutEvent > 0) {
      unmet.add(withoutEvent + " of " + scores + " scores came without their log event");
    }
    if (!events.isEmpty()) {
      unmet.add(events.size() + " log events tell of scores that no span carries");
    }
    return unmet;
  }

  private static void equal(List<String> unmet, String operation, int served, Telemetry telemetry) {
    long arrived = count(operation, telemetry);
    if (arrived != served) {
      unmet.add(
          "the model served "
              + served
              + " "
              + operation
              + " requests, but "
              + arrived
              + " spans arrived");
    }
  }

  private static void atLeastOne(List<String> unmet, String operation, Telemetry telemetry) {
    if (count(operation, telemetry) == 0) {
      unmet.add("no " + operation + " span arrived");
    }
  }

  private static long count(String operation, Telemetry telemetry) {
    return telemetry.spans().stream().filter(span -> span.is(operation)).count();
  }
}
