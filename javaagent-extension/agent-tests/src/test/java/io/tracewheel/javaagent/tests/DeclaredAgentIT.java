// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application whose tools and agents are of no known framework. */
class DeclaredAgentIT {

  private static final String PACKAGE = "io.tracewheel.javaagent.declared.";
  private static final String APPLICATION = PACKAGE + "ScriptedCalls";
  private static final String DECLARED = "otel.instrumentation.tracewheel.declared";

  /** One span a call: overloads, bridges, calls of {@code super} and upstream's spans included. */
  private static final String TREES =
      """
      execute_tool add (internal)
      execute_tool add (internal)
      execute_tool both (internal)
        Spanned.plain
      execute_tool bothFailing (internal) java.lang.IllegalStateException
      execute_tool bothLater (internal)
      execute_tool echo (internal)
      execute_tool echo (internal)
      execute_tool echo (internal)
      execute_tool echo (internal)
      execute_tool echo (internal)
      execute_tool failing (internal) java.lang.IllegalArgumentException
      execute_tool later (internal)
      execute_tool later (internal) cancelled
      execute_tool later (internal) java.lang.IllegalStateException
      execute_tool misdescribed (internal)
      execute_tool quiet (internal)
      execute_tool secret (internal)
      execute_tool shout (internal)
      execute_tool stage (internal)
      execute_tool translate (internal)
      execute_tool weather (internal)
      invoke_agent Spanned (internal) java.lang.IllegalArgumentException
        execute_tool failing (internal) java.lang.IllegalArgumentException
      invoke_workflow travel (internal)
        invoke_agent planner (internal) c-1
          execute_tool weather (internal) c-1
      retrieval guides (client)
      """;

  /** One way to run the application; there is no library whose releases could differ. */
  record Jvm(Path jdk, boolean indy) {
    ApplicationRun.Command plain() {
      return new ApplicationRun.Command(jdk);
    }

    ApplicationRun.Command traced() {
      return plain().agent(Setup.oneJar()).option("-Dotel.javaagent.experimental.indy=" + indy);
    }

    @Override
    public String toString() {
      return (indy ? "indy, " : "injected, ") + jdk.getFileName();
    }
  }

  static List<Jvm> jvms() {
    List<Path> jdks = Setup.jdks();
    if (!Setup.wholeMatrix()) {
      return List.of(new Jvm(jdks.get(0), false), new Jvm(jdks.get(jdks.size() - 1), true));
    }
    List<Jvm> jvms = new ArrayList<>();
    for (Path jdk : jdks) {
      jvms.add(new Jvm(jdk, false));
      jvms.add(new Jvm(jdk, true));
    }
    return jvms;
  }

  private static ApplicationRun run(ApplicationRun.Command command, Path dir) throws Exception {
    return command.option("-Xmx1g").run(dir, Setup.oldest("declared"), APPLICATION);
  }

  private static ApplicationRun.Command declare(
      ApplicationRun.Command command, String name, String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      command.option(
          "-D" + DECLARED + "." + name + "." + keysAndValues[i] + "=" + keysAndValues[i + 1]);
    }
    return command;
  }

  private static ApplicationRun.Command declaring(ApplicationRun.Command command) {
    command.option("-D" + DECLARED + "=skills,math,spanned");
    declare(command, "skills", "class", PACKAGE + "HomeGrown$Skill", "methods", "run");
    declare(command, "skills", "kind", "tool", "name", "{this.name}", "output", "arg0.answer");
    declare(command, "math", "class", PACKAGE + "*Calculator," + PACKAGE + "*Scientific");
    declare(command, "math", "methods", "a*,toS*", "kind", "Tool");
    declare(command, "spanned", "class", PACKAGE + "HomeGrown$Spanned");
    return declare(command, "spanned", "methods", "configured", "kind", "agent");
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void theApplicationSeesTheSameAndEachDeclaredCallIsOneSpan(Jvm jvm, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(jvm.plain(), dir);
    ApplicationRun traced = run(declaring(jvm.traced()), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen()).contains("toString asked 0");
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(TREES);
    assertThat(traced.spans())
        .allSatisfy(
            span ->
                assertThat(span.attributes().keySet())
                    .as("content is off unless asked for")
                    .doesNotContain("gen_ai.tool.call.arguments", "gen_ai.input.messages"));
    assertThat(named(traced, "execute_tool weather").get(0).attributes())
        .contains(entry("gen_ai.tool.type", "function"), entry("gen_ai.agent.name", "planner"));
    assertThat(named(traced, "invoke_agent planner").get(0).attributes())
        .contains(entry("gen_ai.agent.description", "Plans trips"));
    assertThat(named(traced, "execute_tool bothLater").get(0).attributes())
        .as("upstream's own span, adopted")
        .containsEntry("code.function", "bothLater");
    assertThat(named(traced, "execute_tool bothFailing").get(0).events())
        .containsExactly("exception");
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void contentIsWhereItWasDeclaredAndBounded(Jvm jvm, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            declaring(jvm.traced())
                .option("-Dotel.instrumentation.genai.capture-message-content=SPAN_ONLY")
                .option("-Dotel.instrumentation.genai.max-content-length=4096"),
            dir);

    assertThat(run.complaints()).isEmpty();
    assertThat(named(run, "invoke_agent planner").get(0).attributes())
        .contains(
            entry(
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"sun\"}]}]"),
            entry(
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Go to"
                    + " Paris.\"}]}]"));
    assertThat(named(run, "execute_tool weather"))
        .extracting(span -> span.get("gen_ai.tool.call.arguments"))
        .contains("{\"city\":\"Paris\",\"days\":3}");
    assertThat(named(run, "execute_tool translate").get(0).get("gen_ai.tool.call.result"))
        .isEqualTo("Bonjour");
    assertThat(named(run, "retrieval guides").get(0).attributes())
        .contains(
            entry("gen_ai.retrieval.query.text", "nice"),
            entry("gen_ai.retrieval.documents", "[{\"id\":\"d-1\"},{\"content\":\"plain text\"}]"));
    assertThat(named(run, "execute_tool both").get(0).get("gen_ai.tool.call.result"))
        .isEqualTo("b");
    assertThat(named(run, "execute_tool later"))
        .extracting(span -> span.get("gen_ai.tool.call.result"))
        .contains("done");
    assertThat(named(run, "execute_tool echo"))
        .allSatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.tool.call.result")))
                    .hasSizeLessThanOrEqualTo(4096))
        .extracting(span -> String.valueOf(span.get("gen_ai.tool.call.result")))
        .anySatisfy(
            result -> assertThat(result).contains("Hostile threw java.lang.IllegalStateException"))
        .anySatisfy(result -> assertThat(result).endsWith(" chars]"))
        .anySatisfy(result -> assertThat(result).isEqualTo("[100000000 bytes]"))
        .anySatisfy(result -> assertThat(result).contains("nested more than 16 deep"));
  }

  @Test
  void aConfigurationFileDeclaresTheSame(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("otel.yaml"),
            """
            file_format: "1.0"
            tracer_provider:
              processors:
                - batch:
                    exporter:
                      otlp_file/development:
                        output_stream: stdout
            instrumentation/development:
              java:
                tracewheel:
                  declared:
                    - class: %1$sHomeGrown$Skill
                      methods: [run, walk]
                      kind: tool
                      name: "{this.name}"
                    - class: com.acme.Gone
                      kind: tool
            """
                .formatted(PACKAGE));
    Jvm jvm = jvms().get(0);
    ApplicationRun run = run(jvm.traced().option("-Dotel.config.file=" + file), dir);

    assertThat(named(run, "execute_tool translate")).hasSize(1);
    assertThat(run.log())
        .contains("tracewheel: declared: entry 2: methods is missing: write names");
  }

  @Test
  void whatIsWrongWithADeclarationIsSaidOnceAndWithoutHarm(@TempDir Path dir) throws Exception {
    Jvm jvm = jvms().get(0);
    ApplicationRun.Command command =
        jvm.traced().option("-D" + DECLARED + "=gone,typo,kind,broad,empty");
    declare(command, "gone", "class", "com.acme.Gone", "methods", "run", "kind", "tool");
    declare(command, "typo", "class", PACKAGE + "HomeGrown$Planner", "methods", "pln");
    declare(command, "typo", "kind", "agent");
    declare(command, "kind", "class", "com.acme.Tools", "methods", "run", "kind", "tol");
    declare(command, "broad", "class", "*", "methods", "*", "kind", "tool");
    declare(command, "forgotten", "class", "com.acme.Forgotten");
    ApplicationRun run = run(command, dir);

    assertThat(run.seen()).contains("misdescribed: m", "malformed: m", "travel: draft");
    assertThat(run.complaints()).isEmpty();
    String annotations = "The annotation of " + PACKAGE + "HomeGrown$Tools.";
    assertThat(warnings(run))
        .containsExactlyInAnyOrder(
            DECLARED
                + ".kind.kind is 'tol', but must be tool, agent, workflow or retrieval. The"
                + " declaration is ignored.",
            DECLARED
                + ".broad.class '*' would take every class: name a package, as in"
                + " com.acme.tools.*. The declaration is ignored.",
            DECLARED
                + ".empty.kind is missing: write tool, agent, workflow or retrieval. The"
                + " declaration is ignored.",
            DECLARED
                + ".forgotten.class is ignored, because "
                + DECLARED
                + " does not list"
                + " 'forgotten'.",
            DECLARED
                + ".typo: "
                + PACKAGE
                + "HomeGrown$Planner has no method of its own that is"
                + " called [pln]; it has [plan, search, travel].",
            annotations
                + "misdescribed: 'arg7' starts at an argument that the method does not"
                + " have: it has arg0 [value]; nothing is read from there (java.lang.String "
                + PACKAGE
                + "HomeGrown$Tools.misdescribed(java.lang.String)).",
            annotations
                + "malformed is ignored: input: 'arg0..text' is no path: write arg0, a"
                + " parameter's name, this or result, and properties after dots, as in"
                + " arg0.query.text; or none.",
            DECLARED
                + ".gone: no class that was loaded is com.acme.Gone and has a method [run],"
                + " so nothing of it was traced.");
  }

  private static List<String> warnings(ApplicationRun run) {
    return run.log()
        .lines()
        .filter(line -> line.contains(" WARN " + PACKAGE))
        .map(line -> line.substring(line.indexOf(" - ") + 3))
        .toList();
  }

  private static List<RecordedSpan> named(ApplicationRun run, String name) {
    return run.spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
