// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.AttributeWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** How a score is written as a log event {@value #NAME}, the same wherever it was found. */
public final class ScoreEvent {
  /** Name of the instrumentation scope of score events. */
  public static final String SCOPE = "io.tracewheel.evaluator";

  /** Name of a score event, from the GenAI conventions. */
  public static final String NAME = "gen_ai.evaluation.result";

  /** OTLP's severity number of score events: INFO. */
  public static final int SEVERITY = 9;

  /** Attribute that holds {@link #id}. */
  public static final String ID = "tracewheel.score.id";

  private ScoreEvent() {}

  /**
   * Writes the attributes of a score that a rule asked for.
   *
   * @param target what was scored: see {@link #id}
   */
  public static void put(AttributeWriter attributes, Score score, String target) {
    attributes.put("gen_ai.evaluation.name", score.name());
    if (score.scale().hasValue()) {
      attributes.put("gen_ai.evaluation.score.value", score.value());
    }
    if (!score.label().isEmpty()) {
      attributes.put("gen_ai.evaluation.score.label", score.label());
    }
    if (score.explanation() != null) {
      attributes.put("gen_ai.evaluation.explanation", score.explanation());
    }
    putSource(attributes, score, target);
  }

  /** Writes where a score comes from: the part of {@link #put} that is no finding. */
  public static void putSource(AttributeWriter attributes, Score score, String target) {
    attributes.put(ID, id(score, target));
    attributes.put(
        "tracewheel.score.direction", score.scale().direction().name().toLowerCase(Locale.ROOT));
    attributes.put("tracewheel.evaluator.id", score.provenance().evaluatorId());
    attributes.put("tracewheel.evaluator.version", score.evaluatorVersion());
    if (score.provenance().rule() != null) {
      attributes.put("tracewheel.rule.name", score.provenance().rule());
    }
    attributes.put("tracewheel.rule.sampling_rate", score.provenance().samplingRate());
    Judgement judgement = score.provenance().judgement();
    if (judgement != null) {
      put(attributes, judgement);
    }
  }

  private static void put(AttributeWriter attributes, Judgement judgement) {
    attributes.put("tracewheel.judge", judgement.judge());
    attributes.put("tracewheel.judge.provider", judgement.provider());
    attributes.put("tracewheel.judge.model", judgement.model());
    attributes.put("tracewheel.judge.calls", (long) judgement.calls());
    if (judgement.responseId() != null) {
      attributes.put("tracewheel.judge.response_id", judgement.responseId());
    }
    if (judgement.inputTokens() >= 0 && judgement.outputTokens() >= 0) {
      attributes.put("tracewheel.judge.input_tokens", judgement.inputTokens());
      attributes.put("tracewheel.judge.output_tokens", judgement.outputTokens());
    }
    if (judgement.cost() != null) {
      attributes.put("tracewheel.judge.cost", judgement.cost());
      attributes.put("tracewheel.judge.currency", judgement.currency());
    }
    if (judgement.leftOut() != null) {
      attributes.put("tracewheel.judge.left_out", judgement.leftOut());
    }
    if (judgement.traceId() != null && judgement.spanId() != null) {
      attributes.put("tracewheel.judge.trace_id", judgement.traceId());
      attributes.put("tracewheel.judge.span_id", judgement.spanId());
    }
  }

  /**
   * Sixteen hexadecimal digits: the same evaluation of the same thing has the same id wherever and
   * whenever it is made, so that whoever stores scores can replace one by a later one.
   *
   * @param target trace id, followed by the span id where it is a span
   */
  public static String id(Score score, String target) {
    return id(score.name(), score.provenance().evaluatorId(), score.evaluatorVersion(), target);
  }

  /** The id of a score that is not there yet. */
  public static String id(String name, String evaluator, String version, String target) {
    try {
      String text = String.join(" ", name, evaluator, version, target);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
