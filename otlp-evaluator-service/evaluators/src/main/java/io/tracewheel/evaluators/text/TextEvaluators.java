// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.JsonSchemaCheck;
import io.tracewheel.evaluators.LinearPattern;
import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.text.Likeness.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The evaluators of texts, by id. Immutable. */
public final class TextEvaluators {
  private static final int MAX_ORDER = 10;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(String[] known, Function<Parameters, TextEvaluator> create) {}

  /** The catalogue. */
  public TextEvaluators() {
    for (StringCheck.Kind kind : StringCheck.Kind.values()) {
      add(
          kind.name().toLowerCase(Locale.ROOT),
          given -> strings(kind, given),
          "expected",
          "ignore_case",
          "ignore_space",
          "negate");
    }
    add("matches", TextEvaluators::pattern, "pattern", "ignore_case", "whole", "negate");
    add(
        "valid_json",
        given -> new JsonCheck(null, "", fence(given), given.flag("negate", false)),
        "accept_fence",
        "negate");
    add("json_schema", TextEvaluators::schema, "schema", "accept_fence", "negate");
    add(
        "json_match",
        TextEvaluators::match,
        "expected",
        "only",
        "except",
        "aggregate",
        "lists",
        "extra_keys",
        "ignore_case",
        "tolerance",
        "accept_fence",
        "min");
    add(
        "json_distance",
        given ->
            new JsonDistance(
                ExpectedDocument.of(given), sameness(given), fence(given), maxShare(given)),
        "expected",
        "ignore_case",
        "tolerance",
        "accept_fence",
        "max");
    addLikeness("levenshtein", given -> new Levenshtein());
    addLikeness(
        "rouge_n", given -> new RougeN(order(given, "n", 1), figure(given)), "n", "measure");
    addLikeness("rouge_l", given -> new RougeL(figure(given)), "measure");
    addLikeness(
        "bleu",
        given ->
            new Bleu(
                order(given, "n", 4),
                given.choice("smoothing", Bleu.Smoothing.EXP, Bleu.Smoothing.class)),
        "n",
        "smoothing");
    addLikeness("gleu", given -> new Gleu(order(given, "n", 4)), "n");
    addLikeness("meteor", given -> new Meteor());
    addLikeness("chrf", TextEvaluators::chrf, "n", "beta");
    add(
        "numeric_difference",
        given ->
            new NumericDifference(
                Expected.of(given),
                given.choice("which", NumericDifference.Which.ONLY, NumericDifference.Which.class),
                given.number("tolerance")),
        "expected",
        "which",
        "tolerance");
    add(
        "refusal_phrases",
        given ->
            new RefusalPhrases(
                given.texts("phrases").stream().map(t -> t.toLowerCase(Locale.ROOT)).toList(),
                given.flag("wanted", false)),
        "phrases",
        "wanted");
    add(
        "length",
        given ->
            new Length(
                given.choice("unit", Length.Unit.WORDS, Length.Unit.class),
                given.number("min"),
                given.number("max")),
        "unit",
        "min",
        "max");
    add(
        "readability",
        given ->
            new Readability(
                given.choice(
                    "formula", Readability.Formula.FLESCH_READING_EASE, Readability.Formula.class),
                given.number("min"),
                given.number("max")),
        "formula",
        "min",
        "max");
  }

  /** All ids, in the order of the catalogue. */
  public List<String> ids() {
    return List.copyOf(entries.keySet());
  }

  /**
   * An evaluator.
   *
   * @param parameters an object; see the README for what each evaluator takes
   * @throws IllegalArgumentException if there is no such evaluator, or a parameter is unknown or
   *     wrong; the message is a clause that says so
   */
  public TextEvaluator create(String id, JsonNode parameters) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("there is no text evaluator " + id);
    }
    return entry.create().apply(new Parameters(parameters, id, entry.known()));
  }

  /** Whether an evaluator compares and has nothing of its own to compare with. */
  public boolean needsReference(String id, JsonNode parameters) {
    Entry entry = entries.get(id);
    return entry != null
        && Arrays.asList(entry.known()).contains("expected")
        && !parameters.has("expected");
  }

  private void add(String id, Function<Parameters, TextEvaluator> create, String... known) {
    entries.put(id, new Entry(known, create));
  }

  private void addLikeness(String id, Function<Parameters, Likeness> create, String... own) {
    List<String> known = new ArrayList<>(List.of("expected", "ignore_case", "min"));
    known.addAll(Arrays.asList(own));
    add(
        id,
        given ->
            new TextLikeness(
                create.apply(given),
                Expected.of(given),
                given.flag("ignore_case", false),
                minShare(given)),
        known.toArray(String[]::new));
  }

  private static TextEvaluator strings(StringCheck.Kind kind, Parameters given) {
    Expected expected = Expected.of(given);
    if (expected.literal() != null && expected.literal().contains("")) {
      if (kind != StringCheck.Kind.EXACT_MATCH) {
        throw given.wrong("expected", "texts that are not empty", "\"\"");
      }
    }
    return new StringCheck(
        kind,
        expected,
        given.flag("ignore_case", false),
        given.flag("ignore_space", false),
        given.flag("negate", false));
  }

  private static TextEvaluator pattern(Parameters given) {
    String regex = given.text("pattern");
    if (regex == null || regex.isEmpty()) {
      throw new IllegalArgumentException("matches needs pattern: a regular expression");
    }
    boolean ignoreCase = given.flag("ignore_case", false);
    return new PatternCheck(
        LinearPattern.compile(regex, ignoreCase),
        ignoreCase,
        given.flag("whole", false),
        given.flag("negate", false));
  }

  private static TextEvaluator schema(Parameters given) {
    JsonNode schema = given.json("schema");
    if (schema == null || !(schema.isObject() || schema.isBoolean())) {
      throw new IllegalArgumentException("json_schema needs schema: a JSON Schema");
    }
    return new JsonCheck(
        JsonSchemaCheck.of(schema), schema.toString(), fence(given), given.flag("negate", false));
  }

  /** How the parts of a document come together. */
  private enum Aggregate {
    ALL,
    AVERAGE
  }

  private static TextEvaluator match(Parameters given) {
    return new JsonMatch(
        ExpectedDocument.of(given),
        given.texts("only"),
        given.texts("except"),
        given.choice("aggregate", Aggregate.AVERAGE, Aggregate.class) == Aggregate.ALL,
        given.choice("lists", JsonMatch.Lists.ORDERED, JsonMatch.Lists.class),
        given.flag("extra_keys", false),
        sameness(given),
        fence(given),
        given.share("min", 1));
  }

  private static Likeness chrf(Parameters given) {
    Double beta = given.number("beta");
    if (beta != null && beta == 0) {
      throw given.wrong("beta", "a number above 0", beta);
    }
    return new Chrf(order(given, "n", 6), beta == null ? 2 : beta);
  }

  private static JsonSameness.Rule sameness(Parameters given) {
    return new JsonSameness.Rule(given.flag("ignore_case", false), given.share("tolerance", 0));
  }

  private static boolean fence(Parameters given) {
    return given.flag("accept_fence", false);
  }

  private static Figure figure(Parameters given) {
    return given.choice("measure", Figure.F1, Figure.class);
  }

  private static int order(Parameters given, String name, int otherwise) {
    int order = given.count(name, 1, otherwise);
    if (order > MAX_ORDER) {
      throw given.wrong(name, "a whole number from 1 to " + MAX_ORDER, order);
    }
    return order;
  }

  private static @Nullable Double minShare(Parameters given) {
    return given.number("min") == null ? null : given.share("min", 0);
  }

  private static @Nullable Double maxShare(Parameters given) {
    return given.number("max") == null ? null : given.share("max", 0);
  }
}
