// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A span as the evaluator forwarded it.
 *
 * @param parentId empty for the root of a trace
 * @param startNanos since the epoch
 * @param endNanos since the epoch
 * @param error whether its status is an error
 * @param attributes OTLP/JSON values by key, sorted
 */
record Span(
    String traceId,
    String spanId,
    String parentId,
    String name,
    long startNanos,
    long endNanos,
    boolean error,
    Map<String, JsonNode> attributes) {
  private static final String SCORE = "tracewheel.evaluation.";
  private static final String VALUE = ".score.value";

  /** The attribute as text; empty without it. */
  String text(String key) {
    JsonNode value = attributes.get(key);
    return value == null ? "" : value.path("stringValue").asString("");
  }

  /** The attribute as a number; -1 without it. */
  long number(String key) {
    JsonNode value = attributes.get(key);
    return value == null ? -1 : value.path("intValue").asLong(-1);
  }

  /** Whether it is of this {@code gen_ai.operation.name}. */
  boolean is(String operation) {
    return text("gen_ai.operation.name").equals(operation);
  }

  /** Its scores, by name of the evaluator. */
  List<Score> scores() {
    List<Score> scores = new ArrayList<>();
    attributes.forEach(
        (key, value) -> {
          if (key.startsWith(SCORE) && key.endsWith(VALUE)) {
            String evaluator = key.substring(SCORE.length(), key.length() - VALUE.length());
            scores.add(
                new Score(
                    evaluator,
                    value.path("doubleValue").asDouble(0),
                    text(SCORE + evaluator + ".score.label").equals("pass"),
                    text(SCORE + evaluator + ".explanation")));
          }
        });
    return scores;
  }
}
