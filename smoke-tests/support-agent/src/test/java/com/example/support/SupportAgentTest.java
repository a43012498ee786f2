// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.smoke.modelstub.ModelStub;
import io.tracewheel.smoke.modelstub.Scenario;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SupportAgentTest {
  private static final String EXPECTED =
      """
      == broken-lamp
      customer: The lamp of order 4711 arrived broken. I want my money back.
      agent: I am sorry about the lamp. I have refunded 49.00 EUR for order 4711.
      customer: When will I see the money?
      agent: Within five working days, on the account that you paid from.
      == small-chair
      customer: The chair of order 4712 is too small. Take it back!
      agent: I could not take the chair back myself. A colleague will write to you today.
      == lost-parcel
      customer: Where is the desk of order 4713?
      agent: The carrier does not answer right now, so I cannot say where the desk is.
      == policy
      customer: For how long can I return furniture?
      agent: You can return furniture within 30 days, unused and in its box.
      == case-note
      note: could not be read, to be written by hand
      """;

  @Test
  void printsTheScriptedDayAndEnds() throws Exception {
    assertThat(run(0)).isEqualTo(EXPECTED);
  }

  @Test
  void namesTheCustomersWhenOneIsUnknown() throws Exception {
    assertThat(run(2, "nobody")).contains("no customer is named nobody", "broken-lamp");
  }

  @Test
  void needsTheModelsAddress() throws Exception {
    assertThat(start(null)).contains("OPENAI_BASE_URL is not set");
  }

  /** Of the class path of the tests, the part that is not ours is the application's. */
  @Test
  void hasNoTelemetryOnItsClassPath() {
    assertThat(System.getProperty("java.class.path")).doesNotContain("io/opentelemetry");
    assertThat(SupportAgentTest.class.getResource("/io/opentelemetry")).isNull();
  }

  private static String run(int exitCode, String... arguments) throws Exception {
    Scenario scenario;
    try (InputStream script = ModelStub.class.getResourceAsStream("/scenarios/support.json")) {
      assertThat(script).isNotNull();
      scenario = Scenario.parse(new String(script.readAllBytes(), UTF_8));
    }
    try (ModelStub stub = ModelStub.start(0, scenario)) {
      return start(stub.baseUrl(), exitCode, arguments);
    }
  }

  private static String start(@Nullable String baseUrl) throws Exception {
    return start(baseUrl, 2);
  }

  private static String start(@Nullable String baseUrl, int exitCode, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("OPENAI_BASE_URL");
    if (baseUrl != null) {
      builder.environment().put("OPENAI_BASE_URL", baseUrl);
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
    return output;
  }
}
