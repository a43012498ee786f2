// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.otlp.LogTarget;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All stored traces of one conversation, by their ids. */
record StoredSession(String conversation, Map<String, StoredTrace> traces) {

  /** The sessions of all traces that name a conversation, in the order of their first traces. */
  static Collection<StoredSession> of(Collection<StoredTrace> traces) {
    Map<String, StoredSession> sessions = new LinkedHashMap<>();
    for (StoredTrace trace : traces) {
      Trajectory trajectory = trace.trajectory();
      String conversation = trajectory.conversationId();
      if (conversation != null) {
        sessions
            .computeIfAbsent(conversation, name -> new StoredSession(name, new LinkedHashMap<>()))
            .traces()
            .put(trajectory.traceId(), trace);
      }
    }
    return sessions.values();
  }

  Trajectory trajectory() {
    List<Trajectory.TraceSpans> known = new ArrayList<>();
    traces.values().forEach(trace -> known.add(trace.known()));
    return Trajectory.ofSession(conversation, known);
  }

  boolean complete() {
    return traces.values().stream().allMatch(trace -> trace.trajectory().completeness().complete());
  }

  /** Where a score goes: the span that the trajectory names as root. */
  LogTarget target(Trajectory trajectory) {
    String root = trajectory.rootSpan().spanId();
    int colon = root.indexOf(':');
    StoredTrace trace = traces.get(root.substring(0, colon));
    if (trace == null) {
      throw new IllegalArgumentException("there is no trace of span " + root);
    }
    return trace.target(root.substring(colon + 1));
  }
}
