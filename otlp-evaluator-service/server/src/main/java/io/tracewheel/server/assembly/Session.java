// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.otlp.LogTarget;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The traces of one conversation that came without a longer pause. Not thread-safe. */
final class Session {
  final String conversation;

  /** When the last of its traces was scored. */
  long arrived;

  /** Whether a trace of it had to go before its time. */
  boolean lacks;

  private final Map<String, AssembledTrace> traces = new LinkedHashMap<>();

  Session(String conversation) {
    this.conversation = conversation;
  }

  void add(AssembledTrace trace) {
    traces.put(trace.id, trace);
    trace.session = this;
  }

  List<AssembledTrace> traces() {
    return List.copyOf(traces.values());
  }

  /** What happened in all of them. */
  Trajectory trajectory() {
    return Trajectory.ofSession(
        conversation,
        traces.values().stream()
            .map(trace -> new Trajectory.TraceSpans(trace.projections(), trace.links()))
            .toList());
  }

  /** Where a score of the session goes: the trace and span that its trajectory names as root. */
  LogTarget target(Trajectory of) {
    String root = of.rootSpan().spanId();
    int colon = root.indexOf(':');
    AssembledTrace trace = traces.get(root.substring(0, colon));
    if (trace == null) {
      throw new IllegalArgumentException("there is no trace of span " + root);
    }
    return trace.target(root.substring(colon + 1));
  }
}
