// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.cli.EvaluatorCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EvaluateCommandTest {
  private static final String ONE = "11111111111111111111111111111111";
  private static final String TWO = "22222222222222222222222222222222";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void spanAndTraceRulesScoreStoredTracesAndTheScoresAreOtlp() throws Exception {
    // The second trace is spread over two lines, and an HTTP span without attributes connects it.
    Path traces =
        file(
            "traces.jsonl",
            request(
                agent(ONE, "01", ""),
                tool(ONE, "02", "01", 2, "find", "{\"q\":1}", false),
                tool(ONE, "03", "01", 3, "book", "{\"id\":7}", true)),
            request(agent(TWO, "04", "05")),
            request(
                span(TWO, "05", "", 1, "", false),
                tool(TWO, "06", "04", 2, "find", "{\"q\":1.0}", false)),
            "{\"resourceMetrics\":[]}");
    Path references =
        file(
            "references.jsonl",
            "{\"trace_id\":\""
                + ONE
                + "\",\"calls\":[{\"name\":\"find\",\"arguments\":{\"q\":1}}],\"solved\":false}",
            "{\"conversation\":\"chat-*\",\"calls\":[{\"name\":\"find\",\"arguments\":{\"q\":1}}],\"solved\":true,\"tool_calls\":2}");
    Path rules =
        file(
            "rules.yaml",
            "rules:",
            "  - evaluator: tool_success",
            "  - evaluator: tool_error_rate",
            "    params: {max: 0.2}",
            "  - name: exact",
            "    evaluator: trajectory_strict",
            "  - name: only_long",
            "    evaluator: latency",
            "    filter: tool_calls > 1 && 'book' in tools");
    Path scores = directory.resolve("scores.jsonl");

    assertThat(
            run("evaluate", "--config", rules, "--reference", references, "--out", scores, traces))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().replaceAll(" +", " "))
        .contains("RULE EVALUATOR OF SCORED MEAN PASS FAIL NOT SCORED")
        .contains("tool_success tool_success span 3 0.6667 2 1 -")
        .contains("tool_error_rate tool_error_rate trace 2 0.2500 1 1 -")
        .contains("exact trajectory_strict trace 2 0.5000 1 1 -")
        .contains("only_long latency trace 1 0.009000 0 0 1 left out")
        .contains("8 scores of 2 traces with 5 GenAI spans, written to " + scores + ".")
        .contains("Against the reference: correctness 0.500, tool call ratio 0.500.");

    List<ResourceLogs> written = logs(scores);
    assertThat(written).hasSize(2);
    assertThat(attributes(written.get(0).getResource().getAttributesList()))
        .containsEntry("service.name", "shop");
    List<LogRecord> first = written.get(0).getScopeLogs(0).getLogRecordsList();
    assertThat(first).hasSize(5);
    assertThat(first).allMatch(record -> record.getEventName().equals("gen_ai.evaluation.result"));
    assertThat(first).allMatch(record -> record.getTraceId().equals(id(ONE)));
    assertThat(first.get(1).getSpanId()).isEqualTo(id("0000000000000003"));
    assertThat(attributes(first.get(1).getAttributesList()))
        .containsEntry("gen_ai.evaluation.name", "tool_success")
        .containsEntry("gen_ai.evaluation.score.label", "fail")
        .doesNotContainKey("tracewheel.score.target");
    LogRecord exact = first.get(3);
    assertThat(exact.getSpanId()).isEqualTo(id("0000000000000001"));
    assertThat(attributes(exact.getAttributesList()))
        .containsEntry("gen_ai.evaluation.name", "exact")
        .containsEntry("gen_ai.evaluation.score.label", "fail")
        .containsEntry("gen_ai.evaluation.score.value", "0.0")
        .containsEntry(
            "gen_ai.evaluation.explanation",
            "1 of 1 expected and 2 actual calls agree in order: remove 2 book.")
        .containsEntry("tracewheel.evaluator.id", "trajectory_strict")
        .containsEntry("tracewheel.rule.name", "exact")
        .containsEntry("tracewheel.rule.sampling_rate", "1.0")
        .containsEntry("tracewheel.score.direction", "maximize")
        .containsEntry("tracewheel.score.target", "trace")
        .containsEntry("tracewheel.trace.complete", "true");
    // A number without a limit has no label.
    assertThat(attributes(first.get(4).getAttributesList()))
        .containsEntry("gen_ai.evaluation.score.value", "0.009")
        .doesNotContainKey("gen_ai.evaluation.score.label");
  }

  @Test
  void theSameInputGivesTheSameScoresWhateverTheOrderOfSpans() throws Exception {
    String root = agent(ONE, "01", "");
    String find = tool(ONE, "02", "01", 2, "find", "{}", false);
    String book = tool(ONE, "03", "01", 3, "book", "{}", false);
    Path rules = file("rules.yaml", "rules:", "  - evaluator: tool_loop");
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    run("evaluate", "--config", rules, "--out", one, file("a.jsonl", request(root, find, book)));
    run("evaluate", "--config", rules, "--out", two, zipped("b.gz", request(book, root, find)));
    String observed = "\"observedTimeUnixNano\":\"\\d+\"";
    assertThat(Files.readString(one).replaceAll(observed, ""))
        .isEqualTo(Files.readString(two).replaceAll(observed, ""))
        .contains("tool_loop");
  }

  @Test
  void rulesThatCannotBeUsedAreNamedWithTheirPlaces() throws Exception {
    refused("there are no rules", "rules: []");
    refused(
        ":2:16: unknown evaluator \"tool_lop\"; did you mean \"tool_loop\"?",
        "rules:",
        "  - evaluator: tool_lop");
    refused(
        ":3:5: unknown key \"fliter\" in rules; did you mean \"filter\"?",
        "rules:",
        "  - evaluator: tool_loop",
        "    fliter: x");
    refused(
        ":2:5: repetitions of tool_loop takes a whole number from 2, not \"x\".",
        "rules:",
        "  - evaluator: tool_loop",
        "    params: {repetitions: x}");
    refused(
        ":3:13: the filter of rule tool_loop is wrong at line 1, column 1: undeclared reference to 'cals'",
        "rules:",
        "  - evaluator: tool_loop",
        "    filter: cals > 1");
    refused(
        ":3:15: sampling takes a share of traces above 0 to 1",
        "rules:",
        "  - evaluator: tool_loop",
        "    sampling: 10");
    refused(
        ":3:5: there are two rules tool_loop; give one of them another \"name\".",
        "rules:",
        "  - evaluator: tool_loop",
        "  - evaluator: tool_loop");
    refused("this is not valid YAML", "rules: [");
    refused("The price table", "prices: none.json", "rules:", "  - evaluator: cost");
    refused(
        "tool_success has no parameter",
        "rules:",
        "  - evaluator: tool_success",
        "    params: {a: 1}");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws Exception {
    Path rules = file("rules.yaml", "rules:", "  - evaluator: tool_loop");
    assertThat(run("evaluate", "--config", rules, directory.resolve("gone"))).isEqualTo(2);
    assertThat(err.toString()).contains("There is no file ").contains("gone");
    assertThat(run("evaluate", "--config", rules, file("bad.jsonl", "{\"resourceSpans\":[{]}")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("bad.jsonl:1 is no OTLP/JSON request");
    Path reference = file("r.jsonl", "{\"calls\":[]}");
    assertThat(run("evaluate", "--config", rules, "--reference", reference, file("t.jsonl")))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("r.jsonl:1 is no reference: it needs either \"trace_id\" or \"conversation\".");
    assertThat(run("evaluate", file("t.jsonl"))).isEqualTo(2);
    assertThat(err.toString()).contains("--config");
  }

  @Test
  void aPriceTableOfOnesOwnReplacesTheBuiltInOne() throws Exception {
    file(
        "p.json",
        "{\"per_tokens\":1,\"entries\":[{\"models\":[\"mine\"],\"tiers\":[{\"input\":2,\"output\":3}]}]}");
    Path rules = file("rules.yaml", "prices: p.json", "rules:", "  - evaluator: cost");
    String call =
        span(
            ONE,
            "01",
            "",
            1,
            text("gen_ai.operation.name", "chat")
                + ","
                + text("gen_ai.request.model", "mine")
                + ",{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"5\"}}"
                + ",{\"key\":\"gen_ai.usage.output_tokens\",\"value\":{\"intValue\":\"1\"}}",
            false);
    assertThat(run("evaluate", "--config", rules, file("t.jsonl", request(call)))).isZero();
    assertThat(out.toString().replaceAll(" +", " ")).contains("cost cost trace 1 13.00 0 0 -");
  }

  private void refused(String message, String... lines) throws IOException {
    err.getBuffer().setLength(0);
    assertThat(run("evaluate", "--config", file("rules.yaml", lines), "unread")).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(err.toString().lines()).hasSize(1);
  }

  private int run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), texts);
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }

  private Path zipped(String name, String line) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(file))) {
      to.write(line.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static List<ResourceLogs> logs(Path file) throws Exception {
    List<ResourceLogs> all = new ArrayList<>();
    OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
    for (String line : Files.readAllLines(file)) {
      ByteSlice protobuf =
          json.toProtobuf(Signal.LOGS, ByteSlice.of(line.getBytes(StandardCharsets.UTF_8)));
      ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(protobuf.toByteArray());
      assertThat(request.getResourceLogsCount()).isEqualTo(1);
      all.add(request.getResourceLogs(0));
    }
    return all;
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                attribute ->
                    switch (attribute.getValue().getValueCase()) {
                      case DOUBLE_VALUE -> "" + attribute.getValue().getDoubleValue();
                      case BOOL_VALUE -> "" + attribute.getValue().getBoolValue();
                      default -> attribute.getValue().getStringValue();
                    }));
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static String request(String... spans) {
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
        + text("service.name", "shop")
        + "]},\"scopeSpans\":[{\"spans\":["
        + String.join(",", spans)
        + "]}]}]}";
  }

  private static String agent(String trace, String id, String parent) {
    return span(
        trace,
        id,
        parent,
        1,
        text("gen_ai.operation.name", "invoke_agent")
            + ","
            + text("gen_ai.conversation.id", "chat-" + trace.charAt(0)),
        false);
  }

  private static String tool(
      String trace,
      String id,
      String parent,
      int start,
      String name,
      String arguments,
      boolean failed) {
    return span(
        trace,
        id,
        parent,
        start,
        text("gen_ai.operation.name", "execute_tool")
            + ","
            + text("gen_ai.tool.name", name)
            + ","
            + text("gen_ai.tool.call.arguments", arguments.replace("\"", "\\\"")),
        failed);
  }

  private static String span(
      String trace, String id, String parent, int start, String attributes, boolean failed) {
    return """
    {"traceId":"%s","spanId":"%16s","parentSpanId":"%s","name":"s","startTimeUnixNano":"%d000000",\
    "endTimeUnixNano":"10000000","attributes":[%s],"status":{"code":%d}}"""
        .formatted(
            trace,
            id,
            parent.isEmpty() ? "" : "%16s".formatted(parent),
            start,
            attributes,
            failed ? 2 : 0)
        .replace("\"              ", "\"00000000000000");
  }

  private static String text(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }
}
