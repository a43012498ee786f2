// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent writes of what was said, whose conversation it was, and what it leaves out. */
class ContentIT {

  private static final String SERVER = "io.tracewheel.javaagent.declared.ScriptedServer";
  private static final String MODEL_CALLS = "io.tracewheel.javaagent.openai.ScriptedCalls";
  private static final String GENAI = "-Dotel.instrumentation.genai.";
  private static final String SEEN =
      "Hello Jane, jane@acme.com\nHello unspeakable\nno greeting for nobody x@y.de\n";

  private static ApplicationRun.Command command() {
    return new ApplicationRun.Command(Setup.thisJdk()).agent(Setup.oneJar());
  }

  private static ApplicationRun served(ApplicationRun.Command command, Path dir) throws Exception {
    ApplicationRun run = command.run(dir, Setup.oldest("declared"), SERVER);
    assertThat(run.seen()).isEqualTo(SEEN);
    assertThat(run.complaints()).isEmpty();
    return run;
  }

  private static List<RecordedSpan> tools(ApplicationRun run) {
    List<RecordedSpan> tools =
        run.spans().stream().filter(span -> span.name().equals("execute_tool greet")).toList();
    assertThat(tools).hasSize(3);
    return tools;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentIsRedactedByPatternsAndByTheApplicationsClassAndWhatFailsIsNotWritten(
      boolean indy, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        served(
            command()
                .option("-Dotel.javaagent.experimental.indy=" + indy)
                .option(GENAI + "capture-message-content=SPAN_ONLY")
                .option(GENAI + "redact=email")
                .option(GENAI + "redactor=" + SERVER + "$Redactor"),
            dir);

    assertThat(tools(run))
        .extracting(span -> span.get("gen_ai.tool.call.arguments"))
        .containsExactly(
            "{\"name\":\"J., [redacted]\"}",
            "{\"name\":\"[redaction failed: java.lang.IllegalStateException]\"}",
            "{\"name\":\"nobody [redacted]\"}");
    assertThat(tools(run).get(0).get("gen_ai.tool.call.result")).isEqualTo("Hello J., [redacted]");
    assertThat(tools(run).get(2).eventAttributes().toString())
        .contains("no greeting for nobody [redacted]")
        .doesNotContain("x@y.de");
  }

  @Test
  void withoutContentExceptionsHaveNoMessageAndAModelIsToldOfHeadersAndBaggage(@TempDir Path dir)
      throws Exception {
    ApplicationRun run =
        served(
            command()
                .option(
                    GENAI + "header-attributes=x-chat=gen_ai.conversation.id,X-Tenant=app.tenant"),
            dir);

    assertThat(tools(run))
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .contains(
                        entry("gen_ai.conversation.id", "from-header"),
                        entry("app.tenant", "acme"),
                        entry("user.id", "u-1"),
                        entry("tracewheel.tags", List.of("a", "b")))
                    .doesNotContainKeys("gen_ai.tool.call.arguments", "gen_ai.tool.call.result"));
    assertThat(tools(run).get(2).events()).containsExactly("exception");
    assertThat(tools(run).get(2).eventAttributes().toString())
        .contains("exception.type=java.lang.IllegalArgumentException", "\tat ")
        .doesNotContain("greeting", "exception.message");
  }

  @Test
  void headersAreLeftAloneUnlessAskedForAndBaggageCanBe(@TempDir Path dir) throws Exception {
    ApplicationRun run = served(command().option(GENAI + "baggage-attributes=none"), dir);

    assertThat(run.spans())
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .doesNotContainKeys(
                        "gen_ai.conversation.id", "user.id", "http.request.header.x-chat"));
  }

  @Test
  void contentGoesToEventsOnlyWhenTheUserSaysSo(@TempDir Path dir) throws Exception {
    try (StubModelServer server = new StubModelServer()) {
      ApplicationRun.Output output =
          command()
              .option("-Dscripted.only=plain")
              .option("-Dotel.logs.exporter=experimental-otlp/stdout")
              .option(GENAI + "capture-message-content=EVENT_ONLY")
              .option(GENAI + "emit-cache-creation-tokens=false")
              .option(GENAI + "redact-pattern=Par.s")
              .output(100, dir, Setup.newest("openai"), MODEL_CALLS, server.baseUrl());
      List<String> lines = Files.readAllLines(output.out());

      assertThat(lines)
          .filteredOn(line -> line.startsWith("{\"resourceSpans\""))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).doesNotContain("weather in", "Sunny."));
      assertThat(lines)
          .filteredOn(line -> line.startsWith("{\"resourceLogs\""))
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "gen_ai.client.inference.operation.details",
                          "What is the weather in [redacted]?",
                          "Sunny."));
      assertThat(String.join("\n", lines)).doesNotContain("cache_creation", "weather in Paris");
    }
  }
}
