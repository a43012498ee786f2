// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallArgumentsValidTest {
  private static final String WEATHER =
      """
      {"type":"object","properties":{"city":{"type":"string","minLength":1},
       "unit":{"enum":["C","F"]},"days":{"type":"array","items":{"type":"integer"}}},
       "required":["city"],"additionalProperties":false}""";

  private final ToolCallArgumentsValid evaluator = new ToolCallArgumentsValid();

  private Outcome outcome(String schema, String arguments) {
    return SpanBuilder.chat()
        .tools("[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":" + schema + "}]")
        .out(calls(arguments))
        .by(evaluator);
  }

  private static String calls(String... arguments) {
    StringBuilder parts = new StringBuilder();
    for (String each : arguments) {
      parts.append(parts.isEmpty() ? "" : ",");
      parts.append("{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"weather\"");
      parts.append(each.isEmpty() ? "}" : ",\"arguments\":" + each + "}");
    }
    return "[{\"role\":\"assistant\",\"parts\":[" + parts + "]}]";
  }

  private Outcome fail(String why) {
    return Score.fail(evaluator, "The arguments of weather do not match its schema: " + why + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"city\":\"Ulm\"}",
        "{\"city\":\"Ulm\",\"unit\":\"C\",\"days\":[1,2]}",
        "\"{\\\"city\\\":\\\"Ulm\\\"}\"", // as OpenAI sends it
        "{\"city\":\"U\\u006cm\"}"
      })
  void argumentsThatMatchPass(String arguments) {
    assertThat(outcome(WEATHER, arguments)).isEqualTo(Score.pass(evaluator));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | required city at $",
        "\"\" | required city at $",
        "{\"city\":7} | type at $.city",
        "{\"city\":\"Ulm\",\"unit\":\"K\"} | enum at $.unit",
        "{\"city\":\"Ulm\",\"days\":[1,\"2\"]} | type at $.days[1]",
        "{\"city\":\"Ulm\",\"town\":1} | additionalProperties town at $",
        "[] | type at $",
        "{\"city\":\"\"} | minLength at $.city"
      })
  void argumentsThatDoNotMatchFailAndSayWhere(String arguments, String why) {
    assertThat(outcome(WEATHER, arguments)).isEqualTo(fail(why));
  }

  @Test
  void explanationsNameNoValueAndStayShort() {
    Score score =
        (Score)
            outcome(
                WEATHER,
                "{\"city\":\"\",\"unit\":\"my secret\",\"days\":[\"s1\",\"s2\",\"s3\",\"s4\"],\"a b\\nc\":1}");
    assertThat(score.failed()).isTrue();
    assertThat(score.explanation())
        .endsWith(", and more.")
        .doesNotContain("secret", "s1", "\n")
        .hasSizeLessThan(300);
  }

  @Test
  void argumentsThatAreNoJsonFail() {
    assertThat(outcome(WEATHER, "\"{city: Ulm}\""))
        .isEqualTo(Score.fail(evaluator, "The arguments of weather are not readable JSON."));
    assertThat(((Score) outcome(WEATHER, "\"{\\\"city\\\":\"")).failed()).isTrue();
  }

  @Test
  void oneBadCallAmongGoodOnesFails() {
    assertThat(
            SpanBuilder.chat()
                .tools("[{\"name\":\"weather\",\"parameters\":" + WEATHER + "}]")
                .out(calls("{\"city\":\"Ulm\"}", "{\"city\":1}"))
                .by(evaluator))
        .isEqualTo(fail("type at $.city"));
  }

  @Test
  void aRunOfAToolIsCheckedWhereItsSpanHasTheDefinition() {
    SpanBuilder run =
        SpanBuilder.tool("weather")
            .tools("[{\"name\":\"weather\",\"parameters\":" + WEATHER + "}]");
    assertThat(run.by(evaluator)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(run.with("gen_ai.tool.call.arguments", "{\"city\":1}").by(evaluator))
        .isEqualTo(fail("type at $.city"));
    assertThat(SpanBuilder.tool("weather").by(evaluator)).isEqualTo(Unscored.NOT_APPLICABLE);
  }

  @Test
  void withoutWhatIsNeededThereIsNoScore() {
    String call = calls("{}");
    assertThat(SpanBuilder.chat().out(call).by(evaluator)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().out(call).tools("[{\"name\":\"weather\"}]").by(evaluator))
        .isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().out(call).tools("[{\"name\":\"x\"}]").by(evaluator))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().out("[]").tools("[]").by(evaluator))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(outcome(WEATHER, "")).isEqualTo(Unscored.NOT_CAPTURED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12",
        "[]",
        "\"no schema\"",
        "{\"type\":\"strng\"}",
        "{\"type\":\"object\",\"required\":true}",
        "{\"properties\":{\"city\":{\"type\":7}}}",
        "{\"$schema\":\"https://example.com/mine\"}",
        "{\"$schema\":7}",
        "{\"$ref\":\"https://example.com/schema.json\"}",
        "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"$ref\":\"classpath:draft-07/schema\"}",
        "{\"$ref\":\"resource:/draft-07/schema\"}",
        "{\"$ref\":\"#/nowhere\"}",
        "{\"properties\":{\"city\":{\"pattern\":\"(?=a)b\"}}}",
        "{\"properties\":{\"city\":{\"pattern\":\"(a)\\\\1\"}}}",
        "{\"properties\":{\"city\":{\"pattern\":\"((a{1,1000}){1,1000}){1,1000}\"}}}",
        "{\"properties\":{\"city\":{\"pattern\":\"[\"}}}",
        "{\"patternProperties\":{\"(?!x)\":{\"type\":\"string\"}}}"
      })
  void aSchemaThatCannotBeUsedGivesNoScore(String schema) {
    assertThat(outcome(schema, "{\"city\":\"Ulm\"}")).isEqualTo(Unscored.UNUSABLE_SCHEMA);
  }

  @Test
  void draftsAreTakenFromTheSchemaOrTried() {
    // A list under items is a tuple in draft-07 and an error in 2020-12.
    String tuple = "{\"properties\":{\"city\":{\"items\":[{\"type\":\"string\"}]}}}";
    assertThat(outcome(tuple, "{\"city\":[1]}")).isEqualTo(fail("type at $.city[0]"));
    String named = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"," + tuple.substring(1);
    assertThat(outcome(named, "{\"city\":[\"a\"]}")).isEqualTo(Score.pass(evaluator));
    String modern =
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"," + tuple.substring(1);
    assertThat(outcome(modern, "{\"city\":[\"a\"]}")).isEqualTo(Unscored.UNUSABLE_SCHEMA);
    assertThat(outcome("true", "{}")).isEqualTo(Score.pass(evaluator));
    assertThat(((Score) outcome("false", "{}")).failed()).isTrue();
  }

  @Test
  void referencesInsideTheSchemaAndPatternsWork() {
    String schema =
        """
        {"type":"object","properties":{"city":{"$ref":"#/$defs/name"},"next":{"$ref":"#"}},
         "$defs":{"name":{"type":"string","pattern":"^[A-Z][a-z]+$"}}}""";
    assertThat(outcome(schema, "{\"city\":\"Ulm\",\"next\":{\"city\":\"Bonn\"}}"))
        .isEqualTo(Score.pass(evaluator));
    assertThat(outcome(schema, "{\"city\":\"Ulm\",\"next\":{\"city\":\"bonn\"}}"))
        .isEqualTo(fail("pattern at $.next.city"));
  }

  @Test
  void formatIsNotChecked() {
    for (String draft :
        new String[] {"", "\"$schema\":\"http://json-schema.org/draft-07/schema#\","}) {
      assertThat(
              outcome(
                  "{"
                      + draft
                      + "\"properties\":{\"city\":{\"type\":\"string\",\"format\":\"email\"}}}",
                  "{\"city\":\"Ulm\"}"))
          .isEqualTo(Score.pass(evaluator));
    }
  }

  @Test
  void patternsThatBacktrackForEverElsewhereEnd() {
    String schema = "{\"properties\":{\"city\":{\"pattern\":\"^(a+)+$\"}}}";
    assertThat(outcome(schema, "{\"city\":\"" + "a".repeat(5_000) + "!\"}"))
        .isEqualTo(fail("pattern at $.city"));
    assertThat(outcome(schema, "{\"city\":\"" + "a".repeat(900_000) + "!\"}"))
        .isEqualTo(Unscored.OVER_LIMIT);
  }

  @Test
  void thePatternBudgetIsSharedByACallsStringsAndNewForEachSpan() {
    String schema =
        "{\"properties\":{\"city\":{\"items\":{\"pattern\":\"^(a|b|c|d|e){1,200}x$\"}}}}";
    String strings =
        IntStream.range(0, 400)
            .mapToObj(i -> "\"" + "abcde".repeat(100) + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(outcome(schema, "{\"city\":" + strings + "}")).isEqualTo(Unscored.OVER_LIMIT);
    assertThat(outcome(schema, "{\"city\":[\"abcx\"]}")).isEqualTo(Score.pass(evaluator));
  }

  @Test
  void schemasThatMultiplyOrNeverEndAreGivenUp() {
    assertThat(outcome("{\"$ref\":\"#\"}", "{}"))
        .isIn(Unscored.OVER_LIMIT, Unscored.UNUSABLE_SCHEMA);
    StringBuilder bomb = new StringBuilder("{\"$ref\":\"#/$defs/a0\",\"$defs\":{");
    for (int i = 0; i < 40; i++) {
      String next = "{\"$ref\":\"#/$defs/a" + (i + 1) + "\"}";
      bomb.append("\"a%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    bomb.append("\"a40\":{\"type\":\"null\"}}}");
    assertThat(outcome(bomb.toString(), "{}")).isEqualTo(Unscored.OVER_LIMIT);
    String deep = "{\"not\":".repeat(240) + "{}" + "}".repeat(240);
    assertThat(outcome(deep, "{}")).isIn(Unscored.OVER_LIMIT, Unscored.UNUSABLE_SCHEMA);
  }

  @Test
  void toolsWithTheSameSchemaIdDoNotMeet() {
    String one =
        "{\"$id\":\"https://example.com/args\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
    String two =
        "{\"$id\":\"https://example.com/args\",\"properties\":{\"city\":{\"type\":\"integer\"}}}";
    assertThat(outcome(one, "{\"city\":\"Ulm\"}")).isEqualTo(Score.pass(evaluator));
    assertThat(outcome(two, "{\"city\":\"Ulm\"}")).isEqualTo(fail("type at $.city"));
    assertThat(outcome(one, "{\"city\":\"Ulm\"}")).isEqualTo(Score.pass(evaluator));
  }

  @Test
  void argumentsBeyondTheLimitAreNotChecked() {
    String large = "{\"city\":\"" + "a".repeat(ToolCallArgumentsValid.MAX_ARGUMENT_BYTES) + "\"}";
    assertThat(outcome(WEATHER, large)).isEqualTo(Unscored.OVER_LIMIT);
    assertThat(outcome("{\"description\":\"" + "a".repeat(300_000) + "\"}", "{}"))
        .isEqualTo(Unscored.UNUSABLE_SCHEMA);
  }
}
