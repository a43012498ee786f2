// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import static io.tracewheel.evaluators.text.Scoring.answer;
import static io.tracewheel.evaluators.text.Scoring.evaluator;
import static io.tracewheel.evaluators.text.Scoring.outcome;
import static io.tracewheel.evaluators.text.Scoring.passes;
import static io.tracewheel.evaluators.text.Scoring.score;
import static io.tracewheel.evaluators.text.Scoring.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import org.junit.jupiter.api.Test;

class TextEvaluatorsTest {

  @Test
  void stringsAreComparedAsTheParametersSay() {
    assertThat(passes("exact_match", "{'expected':'Yes'}", "Yes")).isTrue();
    assertThat(passes("exact_match", "{'expected':'Yes'}", "yes")).isFalse();
    assertThat(passes("exact_match", "{'expected':'Yes','ignore_case':true}", "yEs")).isTrue();
    assertThat(passes("exact_match", "{'expected':'a b','ignore_space':true}", " a \n b "))
        .isTrue();
    assertThat(passes("exact_match", "{'expected':['no','yes']}", "yes")).isTrue();
    assertThat(passes("exact_match", "{'expected':42}", "42")).isTrue();
    assertThat(passes("exact_match", "{'expected':'yes','negate':true}", "no")).isTrue();
    assertThat(passes("contains", "{'expected':'cat'}", "a cat sat")).isTrue();
    assertThat(passes("contains", "{'expected':'Cat'}", "a cat sat")).isFalse();
    assertThat(passes("contains", "{'expected':'cat','negate':true}", "a cat sat")).isFalse();
    assertThat(passes("contains_any", "{'expected':['dog','cat']}", "a cat sat")).isTrue();
    assertThat(passes("contains_all", "{'expected':['dog','cat']}", "a cat sat")).isFalse();
    assertThat(passes("contains_all", "{'expected':['sat','cat']}", "a cat sat")).isTrue();
    assertThat(passes("starts_with", "{'expected':'a c'}", "a cat sat")).isTrue();
    assertThat(passes("starts_with", "{'expected':'cat'}", "a cat sat")).isFalse();
    assertThat(passes("ends_with", "{'expected':'SAT','ignore_case':true}", "a cat sat")).isTrue();
    assertThat(passes("ends_with", "{'expected':'cat'}", "a cat sat")).isFalse();
    Score failed = (Score) outcome("contains_all", "{'expected':['secret','cat']}", "cat", null);
    assertThat(failed.explanation()).isEqualTo("The answer meets 1 of 2 expected texts.");
  }

  @Test
  void theAnswerOfTheReferenceIsExpectedWhenNothingElseIsGiven() {
    assertThat(score("exact_match", "{}", "42", "42").label()).isEqualTo("pass");
    assertThat(score("contains", "{}", "It is 42.", "42").label()).isEqualTo("pass");
    assertThat(score("contains", "{'expected':'x'}", "It is 42.", "42").label()).isEqualTo("fail");
    assertThat(outcome("exact_match", "{}", "42", null)).isEqualTo(Unscored.NO_REFERENCE);
    assertThat(outcome("json_match", "{}", "{}", answer("no document")))
        .isEqualTo(Unscored.NO_REFERENCE);
  }

  @Test
  void patternsAreMatchedInLinearTimeOrRefusedWhenTheyCannotBe() {
    assertThat(passes("matches", "{'pattern':'^ORD-[0-9]{4}$'}", "ORD-1234")).isTrue();
    assertThat(passes("matches", "{'pattern':'[0-9]+'}", "no. 7 of 9")).isTrue();
    assertThat(passes("matches", "{'pattern':'[0-9]+','whole':true}", "no. 7 of 9")).isFalse();
    assertThat(passes("matches", "{'pattern':'cat','ignore_case':true}", "CAT")).isTrue();
    assertThat(passes("matches", "{'pattern':'cat','negate':true}", "dog")).isTrue();
    assertThat(passes("matches", "{'pattern':'(a+)+b'}", "a".repeat(30_000))).isFalse();
    assertThat(outcome("matches", "{'pattern':'(a|b|c){200}'}", "a".repeat(30_000), null))
        .isEqualTo(Unscored.OVER_LIMIT);
    refused("matches", "{'pattern':'(?=x)'}", "the pattern cannot be used");
    refused("matches", "{'pattern':'('}", "the pattern cannot be used");
    refused("matches", "{}", "matches needs pattern");
  }

  @Test
  void jsonIsOneDocumentAndMayHaveASchema() {
    assertThat(passes("valid_json", "{}", " {\"a\":1} ")).isTrue();
    assertThat(passes("valid_json", "{}", "{\"a\":1} and more")).isFalse();
    assertThat(passes("valid_json", "{}", "```json\n{}\n```")).isFalse();
    assertThat(passes("valid_json", "{'accept_fence':true}", "```json\n{}\n```")).isTrue();
    assertThat(passes("valid_json", "{'negate':true}", "words")).isTrue();
    String schema =
        "{'schema':{'type':'object','required':['id'],'properties':{'id':{'type':'integer'},"
            + "'code':{'pattern':'^[A-Z]+$'}}}}";
    assertThat(passes("json_schema", schema, "{\"id\":7}")).isTrue();
    Score failed = (Score) outcome("json_schema", schema, "{\"id\":\"secret\"}", null);
    assertThat(failed.failed()).isTrue();
    assertThat(failed.explanation()).contains("type at $.id").doesNotContain("secret");
    assertThat(passes("json_schema", schema, "no json")).isFalse();
    assertThat(passes("json_schema", schema, "{\"id\":7,\"code\":\"x\"}")).isFalse();
    assertThat(outcome("json_schema", "{'schema':{'pattern':'(?=x)'}}", "\"text\"", null))
        .isEqualTo(Unscored.UNUSABLE_SCHEMA);
    refused("json_schema", "{'schema':{'type':'nonsense'}}", "the schema cannot be used");
    refused("json_schema", "{}", "json_schema needs schema");
  }

  @Test
  void jsonMatchCountsKeys() {
    String expected = "{\"a\":1,\"b\":\"x\",\"c\":[1,2],\"d\":{\"e\":true}}";
    Score half =
        score(
            "json_match", "{}", "{\"a\":1.0,\"b\":\"X\",\"c\":[2,1],\"d\":{\"e\":true}}", expected);
    assertThat(half.value()).isEqualTo(0.5);
    assertThat(half.label()).isEqualTo("fail");
    assertThat(half.explanation()).isEqualTo("Different or missing: b, c.");
    assertThat(value("json_match", "{'ignore_case':true}", "{\"b\":\"X\"}", "{\"b\":\"x\"}"))
        .isEqualTo(1);
    assertThat(value("json_match", "{'aggregate':'all'}", "{\"a\":1}", expected)).isZero();
    assertThat(value("json_match", "{'only':['a']}", "{\"a\":1}", expected)).isEqualTo(1);
    assertThat(value("json_match", "{'except':['b','c','d']}", "{\"a\":1}", expected)).isEqualTo(1);
    assertThat(value("json_match", "{}", "{\"a\":1,\"z\":1}", "{\"a\":1}")).isEqualTo(1);
    assertThat(value("json_match", "{'extra_keys':true}", "{\"a\":1,\"z\":1}", "{\"a\":1}"))
        .isEqualTo(0.5);
    assertThat(value("json_match", "{'tolerance':0.01}", "{\"a\":100.5}", "{\"a\":100}"))
        .isEqualTo(1);
    assertThat(score("json_match", "{'min':0.5}", "{\"a\":1}", "{\"a\":1,\"b\":2}").label())
        .isEqualTo("pass");
    assertThat(score("json_match", "{}", "no json", expected).value()).isZero();
    assertThat(value("json_match", "{'expected':{'a':1}}", "{\"a\":1}", "ignored")).isEqualTo(1);
  }

  @Test
  void jsonMatchPairsTheElementsOfLists() {
    String expected = "[{\"id\":1,\"n\":\"a\"},{\"id\":2,\"n\":\"b\"}]";
    String swapped = "[{\"id\":2,\"n\":\"b\"},{\"id\":1,\"n\":\"a\"}]";
    assertThat(value("json_match", "{}", swapped, expected)).isZero();
    assertThat(value("json_match", "{'lists':'same_elements'}", swapped, expected)).isEqualTo(1);
    String one = "[{\"id\":2,\"n\":\"b\"}]";
    assertThat(value("json_match", "{'lists':'same_elements'}", one, expected)).isEqualTo(0.5);
    assertThat(value("json_match", "{'lists':'subset'}", one, expected)).isEqualTo(1);
    assertThat(value("json_match", "{'lists':'superset'}", one, expected)).isEqualTo(0.5);
    assertThat(value("json_match", "{'lists':'superset'}", expected, one)).isEqualTo(1);
    // The greedy trap: the first would take what only the second can have.
    assertThat(
            value(
                "json_match",
                "{'lists':'same_elements'}",
                "[{\"x\":1,\"y\":1},{\"x\":1,\"y\":2}]",
                "[{\"x\":1},{\"x\":1,\"y\":1}]"))
        .isEqualTo(1);
    assertThat(value("json_match", "{}", "[]", "[]")).isEqualTo(1);
    String many = "[" + "1,".repeat(999) + "1]";
    assertThat(outcome("json_match", "{'lists':'same_elements'}", many, answer(many)))
        .isEqualTo(Unscored.OVER_LIMIT);
  }

  @Test
  void jsonDistanceCountsValuesToRemoveAndAdd() {
    // {a, b} and {a, c}: b is removed, c added, of 3 values on each side.
    Score score = score("json_distance", "{}", "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}");
    assertThat(score.value()).isEqualTo(2 / 6.0);
    assertThat(score.explanation()).isEqualTo("2 of 6 values to remove or add.");
    assertThat(value("json_distance", "{}", "[1,2,3,4]", "[1,3,4]")).isEqualTo(1 / 9.0);
    assertThat(value("json_distance", "{}", "[1,[2,3]]", "[1,[2,3]]")).isZero();
    assertThat(value("json_distance", "{}", "7", "8")).isEqualTo(1);
    assertThat(value("json_distance", "{}", "{\"a\":[1,2]}", "{\"a\":{\"b\":1}}"))
        .isEqualTo(5 / 7.0);
    assertThat(value("json_distance", "{}", "{\"a\":[1,2]}", "{\"a\":{\"b\":1}}"))
        .isEqualTo(value("json_distance", "{}", "{\"a\":{\"b\":1}}", "{\"a\":[1,2]}"));
    assertThat(score("json_distance", "{'max':0.4}", "[1,2]", "[1,3]").label()).isEqualTo("pass");
    assertThat(score("json_distance", "{}", "words", "[1,3]").value()).isEqualTo(1);
    String many = "[" + "1,".repeat(999) + "1]";
    assertThat(outcome("json_distance", "{}", many, answer(many))).isEqualTo(Unscored.OVER_LIMIT);
  }

  @Test
  void numbersAreComparedByTheirRelativeDifference() {
    assertThat(value("numeric_difference", "{}", "It costs 90.", "110")).isEqualTo(0.9);
    assertThat(value("numeric_difference", "{}", "$1,234.50", "1234.5")).isEqualTo(1);
    assertThat(value("numeric_difference", "{}", "-3", "3")).isZero();
    assertThat(value("numeric_difference", "{}", "0", "0")).isEqualTo(1);
    assertThat(value("numeric_difference", "{'expected':[100,2]}", "2", "")).isEqualTo(1);
    assertThat(outcome("numeric_difference", "{}", "5 of 7", answer("7")))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(value("numeric_difference", "{'which':'last'}", "5 of 7", "7")).isEqualTo(1);
    assertThat(value("numeric_difference", "{'which':'last'}", "2020-05", "5")).isEqualTo(1);
    assertThat(score("numeric_difference", "{'tolerance':0.01}", "100.9", "100").label())
        .isEqualTo("pass");
    assertThat(score("numeric_difference", "{'tolerance':0.01}", "102", "100").label())
        .isEqualTo("fail");
    assertThat(score("numeric_difference", "{}", "none", "100").failed()).isTrue();
    assertThat(outcome("numeric_difference", "{}", "1", answer("many")))
        .isEqualTo(Unscored.NO_REFERENCE);
  }

  @Test
  void phrasesOfRefusalAreFoundAtTheBeginning() {
    assertThat(passes("refusal_phrases", "{}", "I\u2019m sorry, but I can\u2019t help with that."))
        .isFalse();
    assertThat(passes("refusal_phrases", "{}", "Sure, here is the plan.")).isTrue();
    assertThat(passes("refusal_phrases", "{}", "Done. ".repeat(60) + "I cannot help with more."))
        .isTrue();
    assertThat(passes("refusal_phrases", "{'wanted':true}", "I cannot assist.")).isTrue();
    assertThat(
            passes("refusal_phrases", "{'phrases':['Das kann ich nicht']}", "Das kann ich nicht."))
        .isFalse();
  }

  @Test
  void lengthAndReadabilityAreMeasured() {
    assertThat(value("length", "{}", "The cat's mat. Is it?", "")).isEqualTo(6);
    assertThat(value("length", "{'unit':'characters'}", "a\ud83d\ude00", "")).isEqualTo(2);
    assertThat(value("length", "{'unit':'sentences'}", "Pi is 3.14. Is it? Yes", "")).isEqualTo(3);
    assertThat(value("length", "{'unit':'lines'}", "a\nb\n", "")).isEqualTo(2);
    assertThat(score("length", "{'max':2}", "one two three", "").label()).isEqualTo("fail");
    assertThat(score("length", "{'min':3,'max':3}", "one two three", "").label()).isEqualTo("pass");
    // The usual example of the easiest sentence: 116.
    String cat = "The cat sat on the mat.";
    assertThat(value("readability", "{}", cat, "")).isCloseTo(116.145, within(1e-9));
    assertThat(value("readability", "{'formula':'flesch_kincaid_grade'}", cat, ""))
        .isCloseTo(-1.45, within(1e-9));
    assertThat(value("readability", "{'formula':'automated_readability_index'}", cat, ""))
        .isCloseTo(4.71 * 17 / 6 + 3 - 21.43, within(1e-9));
    assertThat(Readability.syllables("table")).isEqualTo(2);
    assertThat(Readability.syllables("there")).isEqualTo(1);
    assertThat(Readability.syllables("reliability")).isEqualTo(5);
    assertThat(outcome("readability", "{}", "...", null)).isEqualTo(Unscored.NOT_APPLICABLE);
  }

  @Test
  void wrongParametersAreRefusedWithASentence() {
    refused("contains", "{'expect':'x'}", "contains has no parameter \"expect\"");
    refused("contains", "{'expected':''}", "takes texts that are not empty");
    refused("contains", "{'expected':{}}", "takes a text or a list of texts");
    refused("rouge_n", "{'n':11}", "n of rouge_n takes a whole number from 1 to 10");
    refused("bleu", "{'smoothing':'best'}", "one of none, exp, add_one");
    refused("chrf", "{'beta':0}", "a number above 0");
    refused("levenshtein", "{'min':2}", "a number from 0 to 1");
    refused("nonsense", "{}", "no text evaluator nonsense");
  }

  private static void refused(String id, String parameters, String message) {
    assertThatThrownBy(() -> evaluator(id, parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
