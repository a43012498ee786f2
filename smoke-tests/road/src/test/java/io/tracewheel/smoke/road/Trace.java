// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spans of one trace, read as a tree. */
final class Trace {
  private final List<Span> spans;

  private Trace(List<Span> spans) {
    this.spans = spans;
  }

  /** The traces, in the order of their first spans. */
  static List<Trace> all(List<Span> spans) {
    Map<ByteString, List<Span>> byTrace = new LinkedHashMap<>();
    spans.stream()
        .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
        .forEach(s -> byTrace.computeIfAbsent(s.getTraceId(), id -> new ArrayList<>()).add(s));
    return byTrace.values().stream().map(Trace::new).toList();
  }

  List<Span> spans() {
    return spans;
  }

  Span root() {
    return spans.stream()
        .filter(span -> span.getParentSpanId().isEmpty())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no root in " + outline()));
  }

  List<Span> children(Span parent) {
    return spans.stream()
        .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
        .toList();
  }

  List<Span> of(String operation) {
    return spans.stream()
        .filter(span -> text(span, "gen_ai.operation.name").equals(operation))
        .toList();
  }

  /** Names of the spans, each level indented by two spaces. */
  String outline() {
    StringBuilder outline = new StringBuilder();
    for (Span span : spans) {
      if (span.getParentSpanId().isEmpty()) {
        outline(span, "", outline);
      }
    }
    return outline.toString();
  }

  private void outline(Span span, String indent, StringBuilder outline) {
    outline.append(indent).append(span.getName()).append('\n');
    children(span).forEach(child -> outline(child, indent + "  ", outline));
  }

  /** The attribute; the default value without it. */
  static AnyValue attribute(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse(AnyValue.getDefaultInstance());
  }

  static String text(Span span, String key) {
    return attribute(span.getAttributesList(), key).getStringValue();
  }

  static long number(Span span, String key) {
    return attribute(span.getAttributesList(), key).getIntValue();
  }

  /** Scores of a span: {@code evaluator=label}, sorted. */
  static List<String> scores(Span span) {
    String prefix = "tracewheel.evaluation.";
    String suffix = ".score.label";
    return span.getAttributesList().stream()
        .filter(a -> a.getKey().startsWith(prefix) && a.getKey().endsWith(suffix))
        .map(
            a ->
                a.getKey().substring(prefix.length(), a.getKey().length() - suffix.length())
                    + "="
                    + a.getValue().getStringValue())
        .sorted()
        .toList();
  }
}
