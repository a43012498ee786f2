// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What users can switch, how the two jars can be used, and what holds if they switch nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigurationIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.openai.ScriptedCalls";
  private static final String UPSTREAM_SCOPE = "io.opentelemetry.openai-java-1.1";

  @TempDir private Path dir;
  @AutoClose private final StubModelServer server = new StubModelServer();

  private static ApplicationRun.Command command() {
    return new ApplicationRun.Command(Setup.thisJdk()).option("-Dscripted.only=plain");
  }

  private ApplicationRun run(ApplicationRun.Command command) throws Exception {
    ApplicationRun run = command.run(dir, Setup.newest("openai"), APPLICATION, server.baseUrl());
    assertThat(run.complaints()).isEmpty();
    return run;
  }

  private static RecordedSpan onlyLlmSpan(ApplicationRun run) {
    List<RecordedSpan> spans = run.spans().stream().filter(RecordedSpan::isLlm).toList();
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  @Test
  void contentGoesToSpansWhenTheUserSaysSo() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")));

    assertThat(String.valueOf(span.get("gen_ai.input.messages")))
        .contains("What is the weather in Paris?")
        .contains("You are terse.");
    assertThat(String.valueOf(span.get("gen_ai.output.messages"))).contains("Sunny.");
  }

  @Test
  void aContentSettingThatIsNoneCapturesNothing() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")));

    assertThat(span.attributes())
        .doesNotContainKeys("gen_ai.input.messages", "gen_ai.output.messages");
  }

  @Test
  void theUserCanHaveUpstreamsInstrumentationInPlaceOfOurs() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .option("-Dotel.instrumentation.openai-java.enabled=true")
                    .option("-Dotel.instrumentation.tracewheel-openai.enabled=false")));

    assertThat(span.scope()).isEqualTo(UPSTREAM_SCOPE);
  }

  @Test
  void oursAndTheHttpClientsCanBeAllThatIsOn() throws Exception {
    ApplicationRun run =
        run(command().agent(Setup.oneJar()).option("-Dtracewheel.agent.mode=llm-only"));
    assertThat(run.childrenOf(onlyLlmSpan(run))).hasSize(1);

    ApplicationRun byFile =
        run(
            command()
                .agent(Setup.oneJar())
                .env("TRACEWHEEL_AGENT_MODE", "llm-only")
                .option("-Dotel.config.file=" + configurationFile("")));
    assertThat(byFile.childrenOf(onlyLlmSpan(byFile))).hasSize(1);
  }

  @Test
  void aReportTellsWhichModuleMatchesWhat() throws Exception {
    ApplicationRun run =
        run(
            command()
                .agent(Setup.oneJar())
                .option("-Dtracewheel.agent.report")
                .option("-Dotel.instrumentation.langchain4j.enabled=false"));

    onlyLlmSpan(run);
    assertThat(run.log())
        .containsPattern("tracewheel-openai matches openai-java-core-[0-9.]+jar in ")
        .contains("langchain4j is switched off");
  }

  @Test
  void aReleaseThatAModuleDoesNotKnowIsLeftAloneAndTheReasonIsSaid() throws Exception {
    String missing = "com.openai.models.embeddings.CreateEmbeddingResponse";
    ApplicationRun run =
        command()
            .agent(Setup.oneJar())
            .option("-Dtracewheel.agent.report")
            .run(dir, withoutClass("openai-java-core", missing), APPLICATION, server.baseUrl());

    assertThat(run.seen()).isNotEmpty().isEqualTo(plainRun().seen());
    // Of the HTTP client below, which speaks where no library does.
    assertThat(onlyLlmSpan(run).parentId()).isEmpty();
    assertThat(run.log())
        .containsPattern(
            "tracewheel-openai does not match openai-java-core-faked.jar in .*" + missing)
        .contains("tracewheel-declared is on and needs no library");
    assertThat(run.log().lines())
        .filteredOn(line -> line.contains("Instrumentation skipped, mismatched references"))
        .filteredOn(line -> line.contains("tracewheel-openai "))
        .as("once, at debug")
        .hasSize(1);
  }

  private ApplicationRun plainRun() throws Exception {
    return command().run(dir, Setup.newest("openai"), APPLICATION, server.baseUrl());
  }

  /** The application's class path with a release of a library that lacks a class. */
  private String withoutClass(String library, String missing) throws Exception {
    Path faked = dir.resolve(library + "-faked.jar");
    List<String> entries = new ArrayList<>();
    for (String entry : Setup.newest("openai").split(File.pathSeparator)) {
      if (!Path.of(entry).getFileName().toString().matches(library + "-[0-9].*[.]jar")) {
        entries.add(entry);
        continue;
      }
      try (ZipFile jar = new ZipFile(entry);
          ZipOutputStream copy = new ZipOutputStream(Files.newOutputStream(faked))) {
        for (ZipEntry file : Collections.list(jar.entries())) {
          if (!file.getName().equals(missing.replace('.', '/') + ".class")) {
            copy.putNextEntry(new ZipEntry(file.getName()));
            jar.getInputStream(file).transferTo(copy);
          }
        }
      }
      entries.add(faked.toString());
    }
    assertThat(faked).exists();
    return String.join(File.pathSeparator, entries);
  }

  @Test
  void theUsersNameForTheDistributionStays() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .option("-Dotel.resource.attributes=telemetry.distro.name=mine")));

    assertThat(span.resource()).contains(entry("telemetry.distro.name", "mine"));
  }

  @Test
  void thePlainExtensionWorksInAnUnmodifiedAgent() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.upstreamAgent())
                    .option("-Dotel.javaagent.extensions=" + Setup.extensionJar())));

    assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
    assertThat(span.resource()).contains(entry("telemetry.distro.name", "tracewheel"));
  }

  @Test
  void aConfigurationFileGetsTheSameDefaults() throws Exception {
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .option("-Dotel.config.file=" + configurationFile(""))));

    assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
    assertThat(span.resource()).contains(entry("telemetry.distro.name", "tracewheel"));
  }

  @Test
  void aConfigurationFileCanTurnUpstreamsInstrumentationOn() throws Exception {
    String instrumentation =
        """
        distribution:
          javaagent:
            instrumentation:
              enabled: [openai_java]
              disabled: [tracewheel_openai]
        """;
    RecordedSpan span =
        onlyLlmSpan(
            run(
                command()
                    .agent(Setup.oneJar())
                    .option("-Dotel.config.file=" + configurationFile(instrumentation))));

    assertThat(span.scope()).isEqualTo(UPSTREAM_SCOPE);
  }

  private Path configurationFile(String more) throws Exception {
    return Files.writeString(
        Files.createTempFile(dir, "otel", ".yaml"),
        """
        file_format: "1.0"
        tracer_provider:
          processors:
            - batch:
                exporter:
                  otlp_file/development:
                    output_stream: stdout
        """
            + more);
  }
}
