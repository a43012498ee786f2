// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.util.List;

/** The spans of a run as text: one line a span, indented below its parent, siblings sorted. */
final class SpanTrees {

  private SpanTrees() {}

  /** Each root with all below it: name, HTTP requests, kind of end. */
  static String of(ApplicationRun run) {
    StringBuilder out = new StringBuilder();
    run.spans().stream()
        .filter(span -> run.spans().stream().noneMatch(s -> s.spanId().equals(span.parentId())))
        .map(root -> tree(run, root, ""))
        .sorted()
        .forEach(out::append);
    return out.toString();
  }

  private static String tree(ApplicationRun run, RecordedSpan span, String indent) {
    StringBuilder out = new StringBuilder(indent).append(span.name());
    if (span.isLlm()) {
      out.append(span.kind() == 3 ? " (client" : " (internal");
      long requests =
          run.childrenOf(span).stream()
              .filter(child -> child.attributes().containsKey("http.request.method"))
              .count();
      out.append(requests == 0 ? ")" : ", " + requests + " HTTP)");
    }
    for (String told : List.of("gen_ai.conversation.id", "tracewheel.stream.end", "error.type")) {
      if (span.get(told) != null) {
        out.append(' ').append(span.get(told));
      }
    }
    out.append('\n');
    run.childrenOf(span).stream()
        .filter(child -> !child.attributes().containsKey("http.request.method"))
        .map(child -> tree(run, child, indent + "  "))
        .sorted()
        .forEach(out::append);
    return out.toString();
  }
}
