// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.Enriched;
import io.tracewheel.evaluators.EnricherSettings;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleJudges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextRulesTest {
  private static final String ONE = "11111111111111111111111111111111";
  private static final String TWO = "22222222222222222222222222222222";

  @TempDir private Path directory;

  @Test
  void oneEvaluatorScoresSpansTracesAndSessions() throws Exception {
    Path traces =
        file(
            "traces.jsonl",
            chat(ONE, 1, "The capital is Paris."),
            chat(TWO, 2, "It has two million people."));
    Path references =
        file(
            "references.jsonl",
            "{'trace_id':'" + ONE + "','answer':'The capital is Lyon.'}",
            "{'conversation':'c','answer':{'people':2}}");
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - name: said_paris",
            "    evaluator: contains",
            "    params: {expected: paris, ignore_case: true}",
            "    scope: span",
            "  - name: run_said_paris",
            "    evaluator: contains",
            "    params: {expected: paris, ignore_case: true}",
            "  - name: session_said_paris",
            "    evaluator: contains",
            "    params: {expected: paris, ignore_case: true}",
            "    scope: session",
            "  - evaluator: rouge_n",
            "  - evaluator: json_match");
    assertThat(evaluate(rules, references, traces))
        .contains("said_paris contains span 2 0.5000 1 1 -")
        .contains("run_said_paris contains trace 2 0.5000 1 1 -")
        // The last answer of the session.
        .contains("session_said_paris contains session 1 0.000 0 1 -")
        .contains("rouge_n rouge_n trace 2 0.5179 0 0 -")
        .contains("json_match json_match trace 1 0.000 0 1 1 no_reference");
  }

  @Test
  void theSameRuleScoresTheSameOnTheStream() throws Exception {
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - {name: brief, evaluator: length, params: {max: 3}, scope: span}",
            "  - {name: json, evaluator: valid_json, scope: span}");
    RequestEnricher enricher =
        new RequestEnricher(
            EnricherSettings.DEFAULT,
            new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system()),
            RuleCompiler.compile(rules)
                .inline(Set.of("answer_not_empty", "answer_complete", "answer_json_valid")));
    ByteSlice request =
        new OtlpJson(ScanLimits.DEFAULT)
            .toProtobuf(
                Signal.TRACES,
                ByteSlice.of(
                    chat(ONE, 1, "The capital is Paris.").getBytes(StandardCharsets.UTF_8)));
    Enriched enriched = enricher.enrich(request);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    new OtlpJson(ScanLimits.DEFAULT).writeJson(Signal.TRACES, enriched.traces(), json);
    assertThat(json.toString(StandardCharsets.UTF_8))
        .contains("tracewheel.evaluation.brief.score.label")
        .contains("4 words.")
        .contains("tracewheel.evaluation.json.score.label");
    assertThat(enriched.scores()).isEqualTo(2);
  }

  @Test
  void compositesPutTheScoresOfOtherRulesTogetherAndSayWhatIsMissing() throws Exception {
    Path traces =
        file(
            "traces.jsonl",
            chat(ONE, 1, "The capital is Paris."),
            chat(TWO, 2, "It has two million people."));
    Path references = file("references.jsonl", "{'trace_id':'" + ONE + "','answer':'Paris'}");
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - {name: both, evaluator: composite, params: {parts: {right: 3, short: 1}, min: 0.5}}",
            "  - {name: all, evaluator: composite, params: {parts: [short, both], combine: all}}",
            "  - {name: right, evaluator: contains}",
            "  - {name: short, evaluator: length, params: {max: 3}}",
            "  - {name: said, evaluator: contains, params: {expected: Paris}, scope: span}",
            "  - name: gated",
            "    evaluator: composite",
            "    params: {parts: [said], gates: [json]}",
            "  - {name: json, evaluator: valid_json, params: {negate: true}, scope: span}");
    assertThat(evaluate(rules, references, traces))
        // 3 of 4 parts right; the other trace has no reference.
        .contains("both composite trace 1 0.7500 1 0 1 because the part right has no score")
        .contains("all composite trace 1 0.000 0 1 1 because the part both has no score")
        .contains("gated composite span 2 0.5000 0 0 -");
  }

  @Test
  void meaningsAreComparedByTheShippedModel() throws Exception {
    Path traces =
        file(
            "traces.jsonl",
            chat(ONE, 1, "We have paid your money back."),
            chat(TWO, 2, "The train leaves at noon."));
    Path references =
        file("references.jsonl", "{'conversation':'c','answer':'Your refund was issued.'}");
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - {evaluator: semantic_similarity, params: {min: 0.4}}",
            "  - name: same",
            "    evaluator: semantic_similarity",
            "    params: {expected: [The train leaves at noon., We have paid your money back.]}",
            "  - {evaluator: answer_relevance_embedding}",
            "  - name: both",
            "    evaluator: composite",
            "    params: {parts: [semantic_similarity, short], combine: all}",
            "  - {name: short, evaluator: length, params: {max: 9}}");
    assertThat(evaluate(rules, references, traces))
        .containsPattern("semantic_similarity semantic_similarity trace 2 0\\.\\d+ 1 1 -")
        .contains("same semantic_similarity trace 2 1.000 0 0 -")
        .contains("both composite trace 2 0.5000 1 1 -")
        // What the user asked was not captured.
        .contains("answer_relevance_embedding trace 0 - 0 0 2 not_captured");
    Path wrong =
        file("wrong.yaml", "rules:", "  - {evaluator: semantic_similarity, params: {expect: x}}");
    try (RuleJudges asking = new RuleJudges(wrong, name -> null, JudgeSpan.Sink.NONE)) {
      assertThatThrownBy(() -> RuleCompiler.compile(wrong, asking))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("wrong.yaml:2:5: semantic_similarity has no parameter \"expect\"");
    }
  }

  @Test
  void retrievedDocumentsAreComparedWithThoseOfTheReference() throws Exception {
    Path traces =
        file(
            "traces.jsonl",
            span(
                ONE,
                1,
                text("gen_ai.operation.name", "retrieval")
                    + ","
                    + text(
                        "gen_ai.retrieval.documents", "[{\\'id\\':\\'a\\'},{\\'id\\':\\'x\\'}]")),
            chat(ONE, 2, "The capital is Paris."));
    Path references =
        file("references.jsonl", "{'trace_id':'" + ONE + "','documents':['a','b','c','d']}");
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - evaluator: retrieval_precision",
            "  - {evaluator: retrieval_recall, params: {min: 0.5}}");
    assertThat(evaluate(rules, references, traces))
        .contains("retrieval_precision retrieval_precision trace 1 0.5000 0 0 -")
        .contains("retrieval_recall retrieval_recall trace 1 0.2500 0 1 -");
  }

  @Test
  void aSpanWithNothingToCompareWithIsRefusedWithItsPlace() throws Exception {
    Path rules = file("rules.yaml", "rules:", "  - {evaluator: bleu, scope: span}");
    assertThatThrownBy(() -> RuleCompiler.compile(rules))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("rules.yaml:2:5: bleu has nothing to compare a span with");
    Path wrong = file("wrong.yaml", "rules:", "  - {evaluator: matches, params: {pattern: '('}}");
    assertThatThrownBy(() -> RuleCompiler.compile(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("wrong.yaml:2:5: the pattern cannot be used");
  }

  private String evaluate(Path rules, Path references, Path traces) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        EvaluatorCommand.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "evaluate",
            "--config",
            rules.toString(),
            "--reference",
            references.toString(),
            traces.toString());
    assertThat(code).as(err.toString()).isZero();
    return out.toString().replaceAll(" +", " ");
  }

  /** A model call as OTLP/JSON. */
  private static String chat(String trace, int second, String answer) {
    return span(
        trace,
        second,
        text("gen_ai.operation.name", "chat")
            + ","
            + text("gen_ai.conversation.id", "c")
            + ","
            + text(
                "gen_ai.output.messages",
                "[{\\'role\\':\\'assistant\\',\\'parts\\':[{\\'type\\':\\'text\\',\\'content\\':\\'"
                    + answer
                    + "\\'}]}]"));
  }

  private static String span(String trace, int second, String attributes) {
    return ("{'resourceSpans':[{'scopeSpans':[{'spans':[{'traceId':'"
            + trace
            + "','spanId':'000000000000000"
            + second
            + "','name':'s','startTimeUnixNano':'"
            + second
            + "000000000','endTimeUnixNano':'"
            + second
            + "500000000','attributes':["
            + attributes
            + "]}]}]}]}")
        .replace('\'', '"');
  }

  private static String text(String key, String value) {
    return "{'key':'" + key + "','value':{'stringValue':'" + value + "'}}";
  }

  private Path file(String name, String... lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    return Files.writeString(
        directory.resolve(name), name.endsWith("jsonl") ? text.replace('\'', '"') : text);
  }
}
