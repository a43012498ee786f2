// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.smoke.modelstub.ModelStub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String TRACE =
      """
      {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{"name":"x"},"spans":[\
      {"traceId":"aa","spanId":"02","parentSpanId":"01","name":"chat gpt-4o-mini","kind":3,\
      "startTimeUnixNano":"1000000","endTimeUnixNano":"183500000","attributes":[\
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"412"}},\
      {"key":"gen_ai.usage.output_tokens","value":{"intValue":"18"}},\
      {"key":"gen_ai.usage.cache_read.input_tokens","value":{"intValue":"384"}},\
      {"key":"gen_ai.input.messages","value":{"stringValue":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Where is it?\\"}]}]"}},\
      {"key":"tracewheel.evaluation.answer_not_empty.score.value","value":{"doubleValue":1.0}},\
      {"key":"tracewheel.evaluation.answer_not_empty.score.label","value":{"stringValue":"pass"}},\
      {"key":"tracewheel.evaluation.tool_declared.score.value","value":{"doubleValue":0.0}},\
      {"key":"tracewheel.evaluation.tool_declared.score.label","value":{"stringValue":"fail"}},\
      {"key":"tracewheel.evaluation.tool_declared.explanation","value":{"stringValue":"The model called the tool issueVoucher, which it was not offered."}}]},\
      {"traceId":"aa","spanId":"01","name":"invoke_agent Assistant","kind":1,\
      "startTimeUnixNano":"0","endTimeUnixNano":"1500000000","attributes":[\
      {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}}]},\
      {"traceId":"aa","spanId":"03","parentSpanId":"02","name":"POST","kind":3,\
      "startTimeUnixNano":"2000000","endTimeUnixNano":"180000000"}]}]}]}
      """;

  private static final String EVENT =
      """
      {"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[\
      {"traceId":"aa","spanId":"02","eventName":"gen_ai.evaluation.result","attributes":[\
      {"key":"gen_ai.evaluation.name","value":{"stringValue":"%s"}}]}]}]}]}
      """;

  @TempDir private Path directory;

  @Test
  void printsTheTreeWithTokensScoresAndWhatFailed() throws IOException {
    String page = page(telemetry(TRACE), new Style(false, true));
    assertThat(page)
        .contains(
            "1. \"Where is it?\"",
            "1 of 2 pass",
            "   invoke_agent Assistant                        1.50 s\n",
            "   └─ chat gpt-4o-mini                         182.5 ms  412 + 18 tokens (384"
                + " cached)",
            "✓ 1 ✗ 1",
            "      │  ✗ tool_declared = 0.0\n",
            "      │    The model called the tool issueVoucher, which it was not offered.\n",
            "      └─ POST                                  178.0 ms\n",
            "   tool_declared                 0     1  the model calls only tools it was offered");
    assertThat(page.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(page).doesNotContain("\u001b");
  }

  @Test
  void keepsToPlainCharactersAndColoursWhereTold() throws IOException {
    assertThat(page(telemetry(TRACE), new Style(true, false)))
        .contains("\u001b[1;31mx tool_declared = 0.0\u001b[0m")
        .matches("[\\x1b\\n\\x20-\\x7e]+");
  }

  @Test
  void saysWhatDidNotArrive() throws IOException {
    String events = EVENT.formatted("tool_declared") + EVENT.formatted("no_such_score");
    assertThat(Expectations.unmet(new ModelStub.Served(3, 0), telemetry(TRACE + events)))
        .containsExactly(
            "the model served 3 chat requests, but 1 spans arrived",
            "no execute_tool span arrived",
            "no retrieval span arrived",
            "1 of 2 scores came without their log event",
            "1 log events tell of scores that no span carries");
  }

  @Test
  void saysWhenNothingWasScored() throws IOException {
    String unscored = TRACE.replace("tracewheel.evaluation", "other");
    assertThat(Expectations.unmet(new ModelStub.Served(1, 0), telemetry(unscored)))
        .contains("no span carries a score");
  }

  private Telemetry telemetry(String lines) throws IOException {
    return Telemetry.read(Files.writeString(directory.resolve("traces.jsonl"), lines));
  }

  private static String page(Telemetry telemetry, Style style) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, UTF_8)) {
      new Report(out, style).print(telemetry);
    }
    return bytes.toString(UTF_8);
  }
}
