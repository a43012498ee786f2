// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.EventView;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.SpanLinkView;
import io.tracewheel.otlp.Value;
import io.tracewheel.trace.RecordedScore.Linked;
import io.tracewheel.trace.RecordedScore.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the scores that others put into the stream: the convention's event {@code
 * gen_ai.evaluation.result} on the span or as a log record, OpenInference's annotations and
 * evaluations of a span, its trace or its session, and Braintrust's {@code braintrust.scores}.
 */
final class RecordedScores {
  private static final String EVENT = "gen_ai.evaluation.result";
  private static final AttributeKeys EVENTS = AttributeKeys.of(List.of(), List.of(EVENT));
  private static final AttributeKeys ANNOTATIONS =
      AttributeKeys.withPrefix(
          "annotations.",
          "evaluations.",
          "trace.annotations.",
          "trace.evaluations.",
          "session.annotations.",
          "session.evaluations.");
  private static final String BRAINTRUST = "braintrust.scores";

  private RecordedScores() {}

  static List<RecordedScore> of(SpanFields fields) {
    List<RecordedScore> scores = new ArrayList<>(0);
    int most = fields.limits().maxParts();
    for (EventView event : fields.span().events(EVENTS, most)) {
      add(scores, event(event.attributes()), most);
    }
    for (LogRecordView log : fields.logs()) {
      if (log.eventName().equals(EVENT)) {
        add(scores, log(log), most);
      }
    }
    if (fields.span().attributes().containsAny(ANNOTATIONS)) {
      annotations(fields, scores, most);
    }
    JsonNode named = fields.tree(BRAINTRUST);
    if (named != null && named.isObject()) {
      named.forEachEntry(
          (name, value) -> {
            if (value.isNumber()) {
              add(scores, of(name, Target.SPAN, value.asDouble()), most);
            }
          });
    }
    return scores;
  }

  /** The score in a log record; null when it is none. */
  static @Nullable RecordedScore log(LogRecordView log) {
    RecordedScore score = event(log.attributes());
    return score == null && log.body().kind() == Value.Kind.MAP
        ? event(log.body().entries())
        : score;
  }

  private static void add(List<RecordedScore> scores, @Nullable RecordedScore score, int most) {
    if (score != null && scores.size() < most) {
      scores.add(score);
    }
  }

  private static @Nullable RecordedScore event(AttributeList attributes) {
    String name = text(attributes, "gen_ai.evaluation.name");
    if (name == null) {
      return null;
    }
    Value value = attributes.get("gen_ai.evaluation.score.value");
    return new RecordedScore(
        name,
        Target.SPAN,
        null,
        value == null ? null : new Found.Raw(value).number(),
        text(attributes, "gen_ai.evaluation.score.label"),
        text(attributes, "gen_ai.evaluation.explanation"),
        null,
        null,
        text(attributes, "gen_ai.response.id"),
        text(attributes, "error.type"));
  }

  private static @Nullable String text(AttributeList attributes, String key) {
    Value value = attributes.get(key);
    return value == null ? null : new Found.Raw(value).text();
  }

  private static void annotations(SpanFields fields, List<RecordedScore> scores, int most) {
    // A span of the evaluator's own says by a link whom it judges, never by its parent.
    boolean apart = "EVALUATOR".equals(fields.text("openinference.span.kind"));
    List<SpanLinkView> links = apart ? fields.span().links(2) : List.of();
    Linked linked =
        links.size() == 1
            ? new Linked(links.get(0).traceId().hex(), links.get(0).spanId().hex())
            : null;
    for (Target target : Target.values()) {
      String scope =
          switch (target) {
            case SPAN -> "";
            case TRACE -> "trace.";
            case SESSION -> "session.";
          };
      if (apart && linked == null && target != Target.SESSION) {
        continue;
      }
      for (String kind : List.of("annotation", "evaluation")) {
        Found found =
            Trees.unflatten(fields.span().attributes(), scope + kind + "s.", fields.limits());
        if (found instanceof Found.Tree tree && tree.node().isArray()) {
          for (JsonNode entry : tree.node()) {
            add(scores, annotation(entry.path(kind), target, linked), most);
          }
        }
      }
    }
  }

  private static @Nullable RecordedScore annotation(
      JsonNode entry, Target target, @Nullable Linked linked) {
    String name = text(entry, "name");
    Double score = new Found.Tree(entry.path("score")).number();
    String label = text(entry, "label");
    String explanation = text(entry, "explanation");
    if (name == null || (score == null && label == null && explanation == null)) {
      return null;
    }
    return new RecordedScore(
        name,
        target,
        linked,
        score,
        label,
        explanation,
        text(entry, "annotator_kind"),
        text(entry, "identifier"),
        null,
        null);
  }

  private static @Nullable String text(JsonNode entry, String name) {
    return new Found.Tree(entry.path(name)).text();
  }

  private static RecordedScore of(String name, Target target, double value) {
    return new RecordedScore(name, target, null, value, null, null, null, null, null, null);
  }
}
