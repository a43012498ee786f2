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
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.rules.RuleCompiler;
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
    return ("{'resourceSpans':[{'scopeSpans':[{'spans':[{'traceId':'"
            + trace
            + "','spanId':'000000000000000"
            + second
            + "','name':'chat','startTimeUnixNano':'"
            + second
            + "000000000','endTimeUnixNano':'"
            + second
            + "500000000','attributes':["
            + text("gen_ai.operation.name", "chat")
            + ","
            + text("gen_ai.conversation.id", "c")
            + ","
            + text(
                "gen_ai.output.messages",
                "[{\\'role\\':\\'assistant\\',\\'parts\\':[{\\'type\\':\\'text\\',\\'content\\':\\'"
                    + answer
                    + "\\'}]}]")
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
