// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GenAI spans by parent: the nearest GenAI span above, through spans of other kinds. Siblings are
 * in the order of their clocks. A cycle of parents is cut at its earliest span, and so is nesting
 * deeper than {@link #MAX_DEPTH}; what is cut off is an orphan.
 */
final class SpanTree {
  static final int MAX_DEPTH = 200;

  /** Earlier start, then later end (the outer one), then id, so that the order is always one. */
  private static final Comparator<SpanProjection> BY_CLOCK =
      Comparator.comparing(SpanProjection::startUnixNano, Long::compareUnsigned)
          .thenComparing(SpanProjection::endUnixNano, (a, b) -> Long.compareUnsigned(b, a))
          .thenComparing(SpanProjection::spanId);

  private final Map<String, @Nullable String> links = new HashMap<>();
  private final Map<String, SpanProjection> byId = new LinkedHashMap<>();
  private final Map<String, SpanProjection> parents = new HashMap<>();
  private final Map<String, List<SpanProjection>> children = new HashMap<>();
  private final List<SpanProjection> outermost = new ArrayList<>();
  private final List<SpanProjection> spans;
  private int orphans;

  SpanTree(Collection<SpanProjection> given, Collection<SpanLink> others) {
    others.forEach(link -> links.put(link.spanId(), link.parentSpanId()));
    for (SpanProjection span : given) {
      byId.put(span.spanId(), span);
      links.put(span.spanId(), span.parentSpanId());
    }
    if (byId.isEmpty()) {
      throw new IllegalArgumentException("a trajectory needs at least one GenAI span");
    }
    spans = byId.values().stream().sorted(BY_CLOCK).toList();
    if (spans.stream().map(SpanProjection::traceId).distinct().count() > 1) {
      throw new IllegalArgumentException("spans of several traces make no trajectory");
    }
    for (SpanProjection span : spans) {
      findParent(span);
    }
    for (SpanProjection span : spans) {
      if (tooDeep(span)) {
        parents.remove(span.spanId());
        orphans++;
      }
    }
    for (SpanProjection span : spans) {
      SpanProjection parent = parents.get(span.spanId());
      if (parent == null) {
        outermost.add(span);
      } else {
        children.computeIfAbsent(parent.spanId(), id -> new ArrayList<>()).add(span);
      }
    }
  }

  private void findParent(SpanProjection span) {
    Set<String> walked = new HashSet<>();
    for (String at = span.parentSpanId(); at != null; at = links.get(at)) {
      SpanProjection parent = byId.get(at);
      if (parent != null) {
        parents.put(span.spanId(), parent);
        return;
      }
      if (!links.containsKey(at) || !walked.add(at)) {
        orphans++;
        return;
      }
    }
  }

  private boolean tooDeep(SpanProjection span) {
    SpanProjection at = parents.get(span.spanId());
    int depth = 0;
    while (at != null && depth <= MAX_DEPTH) {
      at = parents.get(at.spanId());
      depth++;
    }
    return depth > MAX_DEPTH;
  }

  /** All spans, each once, by their clocks. */
  List<SpanProjection> spans() {
    return spans;
  }

  /** Spans without a GenAI span above them, by their clocks. */
  List<SpanProjection> outermost() {
    return outermost;
  }

  List<SpanProjection> childrenOf(SpanProjection span) {
    return children.getOrDefault(span.spanId(), List.of());
  }

  /** Whether no span without parent is known. */
  boolean rootMissing() {
    return !links.containsValue(null);
  }

  /** Outermost spans that have a parent which is not known. */
  int orphans() {
    return orphans;
  }
}
