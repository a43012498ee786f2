// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SpanEvaluatorsTest {
  private static final SpanEvaluators CATALOGUE = new SpanEvaluators();

  @Test
  void everyBuiltInEvaluatorCanBeNamedAndIsTheSameWithoutParameters() {
    for (SpanEvaluator builtIn : BuiltInEvaluators.create()) {
      SpanEvaluator named = evaluator(builtIn.name(), "{}");
      assertThat(named.name()).isEqualTo(builtIn.name());
      assertThat(named.version()).isEqualTo(builtIn.version());
      assertThat(named.getClass()).isEqualTo(builtIn.getClass());
    }
  }

  @Test
  void eachThreadGetsAnObjectOfItsOwn() {
    var prepared = CATALOGUE.create("tool_call_arguments_valid", json("{}"));
    assertThat(prepared.get()).isNotSameAs(prepared.get());
  }

  @Test
  void parametersChangeTheScoreAndTheVersion() {
    SpanBuilder cut = SpanBuilder.chat().finish("LENGTH");
    assertThat(label(cut, evaluator("answer_complete", "{}"))).isEqualTo("fail");
    SpanEvaluator lenient = evaluator("answer_complete", "{'accept':['Length']}");
    assertThat(label(cut, lenient)).isEqualTo("pass");
    assertThat(label(SpanBuilder.chat().finish("safety"), lenient)).isEqualTo("fail");
    assertThat(lenient.version())
        .isNotEqualTo("1")
        .isEqualTo(evaluator("answer_complete", "{'accept':'length'}").version());
  }

  @Test
  void toolsThatOnlyReadCanBeAdded() {
    SpanBuilder span =
        SpanBuilder.chat()
            .in(
                "[{'role':'user','parts':[{'type':'text','content':'q'}]},".replace('\'', '"')
                    + call("get_x", "1")
                    + ","
                    + answer("1", "42")
                    + ","
                    + call("poll_x", "2")
                    + ","
                    + answer("2", "7")
                    + "]")
            .out("[" + call("get_x", "3") + "]");
    assertThat(label(span, evaluator("tool_call_not_repeated", "{}"))).isEqualTo("pass");
    assertThat(label(span, evaluator("tool_call_not_repeated", "{'reading':['Poll']}")))
        .isEqualTo("fail");
  }

  @Test
  void wrongParametersAreRefusedWithASentence() {
    refused("answer_complete", "{'accepts':[]}", "answer_complete has no parameter \"accepts\"");
    refused("answer_complete", "{'accept':3}", "accept of answer_complete takes a list of names");
    refused("tool_success", "{'x':1}", "it takes none");
    refused("tool_success", "[]", "must be settings by name");
    refused("nonsense", "{}", "no span evaluator nonsense");
  }

  private static void refused(String id, String parameters, String message) {
    assertThatThrownBy(() -> CATALOGUE.create(id, json(parameters)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static String call(String tool, String id) {
    return ("{'role':'assistant','parts':[{'type':'tool_call','id':'"
            + id
            + "','name':'"
            + tool
            + "','arguments':{}}]}")
        .replace('\'', '"');
  }

  private static String answer(String id, String content) {
    return ("{'role':'tool','parts':[{'type':'tool_call_response','id':'"
            + id
            + "','response':'"
            + content
            + "'}]}")
        .replace('\'', '"');
  }

  private static String label(SpanBuilder span, SpanEvaluator evaluator) {
    return ((Score) span.by(evaluator)).label();
  }

  private static SpanEvaluator evaluator(String id, String parameters) {
    return CATALOGUE.create(id, json(parameters)).get();
  }

  private static tools.jackson.databind.JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
