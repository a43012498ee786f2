// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.SpanFacts;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The facts of the span that is looked at now, worked out once for all rules of a thread. A span is
 * known again by the object it is read into and, because such an object may be used for one span
 * after the other, by its ids and times. For one thread.
 */
final class SharedFacts {
  private final Function<GenAiOperation, Map<String, Object>> facts;
  private @Nullable GenAiOperation last;
  private @Nullable Place place;
  private @Nullable Map<String, Object> known;

  private record Place(String traceId, String spanId, long start, long end, String operation) {}

  /** Shared facts that a function works out. */
  SharedFacts(Function<GenAiOperation, Map<String, Object>> facts) {
    this.facts = facts;
  }

  /** The facts of a span. */
  Map<String, Object> of(GenAiOperation operation) {
    place(operation);
    Map<String, Object> read = known;
    if (read == null) {
      read = facts.apply(operation);
      known = read;
    }
    return read;
  }

  /** Stands for the span that is looked at now: another object for every other span. */
  Object place(GenAiOperation operation) {
    SpanFacts span = operation.facts();
    Place now =
        new Place(
            span.traceId(),
            span.spanId(),
            span.startUnixNano(),
            span.endUnixNano(),
            operation.operation());
    Place before = place;
    if (before == null || operation != last || !now.equals(before)) {
      known = null;
      last = operation;
      place = now;
      return now;
    }
    return before;
  }
}
