// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.ScoreScale.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON object that a judge is asked for, and the score that it stands for. Immutable. */
sealed interface VerdictShape {

  /** What its scores can be. */
  ScoreScale scale();

  /** Fields of the object apart from {@code explanation}, each with its JSON Schema. */
  Map<String, Object> fields();

  /** Example of the object, for the judge. */
  String example();

  /**
   * The score.
   *
   * @param items how many items must have been judged; -1 when that is the judge's choice
   * @return null when there was nothing to judge
   */
  @Nullable Verdict read(JsonNode answer, String explanation, int items) throws BadVerdictException;

  /** Yes or no. */
  record Pass() implements VerdictShape {
    @Override
    public ScoreScale scale() {
      return ScoreScale.PASS_FAIL;
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("pass", Map.of("type", "boolean"));
    }

    @Override
    public String example() {
      return "{\"explanation\": \"one or two sentences\", \"pass\": true or false}";
    }

    @Override
    public Verdict read(JsonNode answer, String explanation, int items) throws BadVerdictException {
      JsonNode pass = answer.path("pass");
      if (!pass.isBoolean()) {
        throw new BadVerdictException("\"pass\" must be true or false");
      }
      return verdict(pass.asBoolean(), explanation);
    }

    static Verdict verdict(boolean pass, String explanation) {
      return new Verdict(pass ? 1 : 0, pass ? Score.PASS : Score.FAIL, explanation);
    }
  }

  /**
   * A number of a range.
   *
   * @param limit the worst that passes; null when nothing fails
   */
  record Number(ScoreScale scale, @Nullable Double limit) implements VerdictShape {
    @Override
    public Map<String, Object> fields() {
      return Map.of("score", Map.of("type", "number"));
    }

    @Override
    public String example() {
      return "{\"explanation\": \"one or two sentences\", \"score\": a number from "
          + scale.min()
          + " to "
          + scale.max()
          + "}";
    }

    @Override
    public Verdict read(JsonNode answer, String explanation, int items) throws BadVerdictException {
      JsonNode score = answer.path("score");
      double value = score.isNumber() ? score.asDouble() : Double.NaN;
      if (!(value >= scale.min() && value <= scale.max())) {
        throw new BadVerdictException(
            "\"score\" must be a number from " + scale.min() + " to " + scale.max());
      }
      return new Verdict(value, label(scale, limit, value), explanation);
    }

    static String label(ScoreScale scale, @Nullable Double limit, double value) {
      if (limit == null) {
        return "";
      }
      boolean pass = scale.direction() == Direction.MINIMIZE ? value <= limit : value >= limit;
      return pass ? Score.PASS : Score.FAIL;
    }
  }

  /** One of several labels. */
  record Category(ScoreScale scale) implements VerdictShape {
    @Override
    public Map<String, Object> fields() {
      return Map.of("label", Map.of("type", "string", "enum", scale.categories()));
    }

    @Override
    public String example() {
      return "{\"explanation\": \"one or two sentences\", \"label\": one of "
          + quoted(scale.categories())
          + "}";
    }

    @Override
    public Verdict read(JsonNode answer, String explanation, int items) throws BadVerdictException {
      JsonNode label = answer.path("label");
      if (!label.isString() || !scale.categories().contains(label.asString())) {
        throw new BadVerdictException("\"label\" must be one of " + quoted(scale.categories()));
      }
      return new Verdict(Double.NaN, label.asString(), explanation);
    }
  }

  /**
   * Items that are judged one by one; the score is counted here, not guessed there.
   *
   * @param item what an item is, such as {@code claim}
   * @param verdicts the labels of items
   * @param counted those of them that count
   * @param all whether all items must count, which makes it pass or fail; else the score is their
   *     share
   * @param limit of a share, the worst that passes; null when nothing fails
   */
  record Items(
      String item,
      List<String> verdicts,
      List<String> counted,
      boolean all,
      Direction direction,
      @Nullable Double limit)
      implements VerdictShape {
    private static final int MAX_NAMED = 3;
    private static final int MAX_ITEMS = 1000;

    @Override
    public ScoreScale scale() {
      return all ? ScoreScale.PASS_FAIL : ScoreScale.numeric(0, 1, direction);
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put(item, Map.of("type", "string"));
      properties.put("verdict", Map.of("type", "string", "enum", verdicts));
      Map<String, Object> element = new LinkedHashMap<>();
      element.put("type", "object");
      element.put("properties", properties);
      element.put("required", List.of(item, "verdict"));
      element.put("additionalProperties", false);
      return Map.of("items", Map.of("type", "array", "items", element));
    }

    @Override
    public String example() {
      return "{\"items\": [{\""
          + item
          + "\": \"...\", \"verdict\": one of "
          + quoted(verdicts)
          + "}, ...], \"explanation\": \"one or two sentences\"}";
    }

    @Override
    public @Nullable Verdict read(JsonNode answer, String explanation, int items)
        throws BadVerdictException {
      JsonNode list = answer.path("items");
      if (!list.isArray() || list.size() > MAX_ITEMS) {
        throw new BadVerdictException(
            "\"items\" must be a list of at most " + MAX_ITEMS + " objects");
      }
      if (items >= 0 && list.size() != items) {
        throw new BadVerdictException(
            "\"items\" must have " + items + " elements, one for each in order");
      }
      int count = 0;
      List<String> others = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        JsonNode verdict = list.get(i).path("verdict");
        if (!verdict.isString() || !verdicts.contains(verdict.asString())) {
          throw new BadVerdictException(
              "\"verdict\" of item " + (i + 1) + " must be one of " + quoted(verdicts));
        }
        boolean counts = counted.contains(verdict.asString());
        count += counts ? 1 : 0;
        if (counts == (direction == Direction.MINIMIZE) && others.size() < MAX_NAMED) {
          others.add(i + 1 + " " + verdict.asString());
        }
      }
      if (list.isEmpty()) {
        return null;
      }
      String counts =
          String.format(
              Locale.ROOT,
              "%d of %d %s%s. ",
              count,
              list.size(),
              counted.get(0).replace('_', ' '),
              others.isEmpty() ? "" : " (" + item + " " + String.join(", ", others) + ")");
      if (all) {
        return Pass.verdict(count == list.size(), counts + explanation);
      }
      double share = (double) count / list.size();
      return new Verdict(share, Number.label(scale(), limit, share), counts + explanation);
    }
  }

  private static String quoted(List<String> labels) {
    return String.join(", ", labels.stream().map(label -> "\"" + label + "\"").toList());
  }
}
