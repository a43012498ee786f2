// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AnswerEvaluatorsTest {
  private static final String TEXT =
      "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":%s}]}]";

  private final AnswerComplete complete = new AnswerComplete();
  private final AnswerNotEmpty notEmpty = new AnswerNotEmpty();
  private final AnswerJsonValid jsonValid = new AnswerJsonValid();

  private static String explanation(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Score.class);
    String explanation = ((Score) outcome).explanation();
    return explanation == null ? "pass" : explanation;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stop",
        "STOP",
        "tool_calls",
        "tool_call",
        "end_turn",
        "tool_use",
        "stop_sequence",
        "compaction",
        "anything_new"
      })
  void anAnswerThatEndedByItselfIsComplete(String reason) {
    assertThat(complete.evaluate(SpanBuilder.chat().finish(reason).operation()))
        .isEqualTo(Score.pass(complete));
  }

  @ParameterizedTest
  @CsvSource({
    "length, cut",
    "max_tokens, cut",
    "MAX_TOKENS, cut",
    "max_output_tokens, cut",
    "model_length, cut",
    "model_context_window_exceeded, cut",
    "content_filter, filter",
    "content_filtered, filter",
    "SAFETY, filter",
    "RECITATION, filter",
    "PROHIBITED_CONTENT, filter",
    "BLOCKLIST, filter",
    "SPII, filter",
    "guardrail_intervened, filter",
    "refusal, refused",
    "error, error",
    "MALFORMED_FUNCTION_CALL, error"
  })
  void anAnswerThatWasEndedIsNotComplete(String reason, String why) {
    assertThat(explanation(SpanBuilder.chat().finish(reason).by(complete)))
        .contains(reason.toLowerCase(Locale.ROOT))
        .contains(why);
  }

  @Test
  void oneBadChoiceMakesTheAnswerIncomplete() {
    assertThat(explanation(SpanBuilder.chat().finish("stop", "length").by(complete)))
        .isEqualTo("Finish reason length: the answer was cut at the token limit.");
  }

  @Test
  void finishReasonsAreTakenFromMessagesWhenTheSpanHasNone() {
    String out = "[{\"role\":\"assistant\",\"parts\":[],\"finish_reason\":\"content_filter\"}]";
    assertThat(explanation(SpanBuilder.chat().out(out).by(complete))).contains("content_filter");
    assertThat(SpanBuilder.chat().by(complete)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().finish().by(complete)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(
            explanation(
                SpanBuilder.chat().with("gen_ai.response.finish_reasons", "length").by(complete)))
        .contains("length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"hi\"}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"\"},{\"type\":\"tool_call\",\"name\":\"a\"}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"refusal\",\"content\":\"no\"}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"blob\",\"modality\":\"image\",\"content\":\"AA==\"}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"server_tool_call\",\"name\":\"web\",\"server_tool_call\":{}}]}]",
        "[{\"role\":\"assistant\",\"parts\":[]},{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"\\u00e4\"}]}]",
        "[{\"role\":\"assistant\",\"content\":\"plain\"}]"
      })
  void anAnswerThatSaysSomethingIsNotEmpty(String out) {
    assertThat(SpanBuilder.chat().out(out).by(notEmpty)).isEqualTo(Score.pass(notEmpty));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"role\":\"assistant\",\"parts\":[]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\" \\n\\t \"}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":null}]}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"hm\"}]}]",
        "[{\"role\":\"assistant\",\"content\":\"\"}]"
      })
  void anAnswerOfNothingOrOfReasoningAloneIsEmpty(String out) {
    assertThat(explanation(SpanBuilder.chat().out(out).by(notEmpty)))
        .isEqualTo("The answer has no text and no tool call.");
  }

  @Test
  void withoutContentOnlyZeroTokensShowThatAnAnswerIsEmpty() {
    SpanBuilder zero = SpanBuilder.chat().finish("stop").with("gen_ai.usage.output_tokens", 0);
    assertThat(explanation(zero.by(notEmpty)))
        .isEqualTo("The model stopped after 0 output tokens.");
    assertThat(SpanBuilder.chat().finish("stop").with("gen_ai.usage.output_tokens", 9).by(notEmpty))
        .isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().finish("stop").by(notEmpty)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().with("gen_ai.usage.output_tokens", 0).by(notEmpty))
        .isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(zero.error().by(notEmpty)).isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().out("[{").by(notEmpty)).isEqualTo(Unscored.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [1, 2]\n",
        "12",
        "\"text\"",
        "null",
        "{\"a\":{\"b\":[true]}}",
        "{\"ä\":\"\\u00e4\\n\"}"
      })
  void jsonThatWasAskedForAndCameIsValid(String text) {
    assertThat(json(text)).isEqualTo(Score.pass(jsonValid));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "```json\\n{}\\n``` | JSON was asked for, but the answer is a Markdown code fence.",
        "Here you are: {} | JSON was asked for, but the answer is not one JSON document.",
        "{} {} | JSON was asked for, but the answer is not one JSON document.",
        "{\"a\":1, | JSON was asked for, but the answer is not one JSON document.",
        "{'a':1} | JSON was asked for, but the answer is not one JSON document."
      })
  void jsonThatWasAskedForAndDidNotComeFails(String text, String why) {
    assertThat(explanation(json(text.replace("\\n", "\n")))).isEqualTo(why);
  }

  @Test
  void jsonIsOnlyJudgedWhereItWasAskedForAndTextCame() {
    String text = TEXT.formatted("\"no json\"");
    assertThat(SpanBuilder.chat().out(text).by(jsonValid)).isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().with("gen_ai.output.type", "text").out(text).by(jsonValid))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().with("gen_ai.output.type", "json").by(jsonValid))
        .isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(
            SpanBuilder.chat()
                .with("gen_ai.output.type", "json")
                .out(
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"a\"}]}]")
                .by(jsonValid))
        .isEqualTo(Unscored.NOT_APPLICABLE);
  }

  @Test
  void jsonInSeveralPartsIsJoined() {
    String out =
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"{\\\"a\\\":\"},"
            + "{\"type\":\"reasoning\",\"content\":\"x\"},{\"type\":\"text\",\"content\":\"1}\"}]}]";
    assertThat(SpanBuilder.chat().with("gen_ai.output.type", "json").out(out).by(jsonValid))
        .isEqualTo(Score.pass(jsonValid));
  }

  @Test
  void answersOfToolRunsAreNotTheirBusiness() {
    for (SpanEvaluator evaluator : new SpanEvaluator[] {complete, notEmpty, jsonValid}) {
      assertThat(evaluator.appliesTo(SpanBuilder.tool("a").operation())).isFalse();
    }
  }

  private Outcome json(String text) {
    String quoted = JsonMapper.shared().writeValueAsString(text);
    return SpanBuilder.chat()
        .with("gen_ai.output.type", "json")
        .out(TEXT.formatted(quoted))
        .by(jsonValid);
  }
}
