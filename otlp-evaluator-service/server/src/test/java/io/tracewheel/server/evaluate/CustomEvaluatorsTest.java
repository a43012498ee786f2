// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.custom.SourceJar;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample of the manual, compiled, packed and run as a user would. */
@Timeout(120)
class CustomEvaluatorsTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theSampleOfTheManualScoresStoredTracesAndTheirSpans() throws Exception {
    Path folder = sample();
    Path rules = rules(block("yaml"));
    Path scores = directory.resolve("scores.jsonl");
    assertThat(
            run(
                "evaluate",
                "--config",
                rules.toString(),
                "--evaluators",
                folder.toString(),
                "--out",
                scores.toString(),
                traces("It is done.", "It is done, and more than that.").toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().replaceAll(" +", " "))
        .contains("short_answer short_answer trace 2 0.5000 1 1 -")
        .contains("short_step short_answer span 2 1.000 2 0 -")
        .contains("4 scores of 2 traces");
    assertThat(Files.readString(scores))
        .contains("The answer has 7 words, not 3 at most.", "tracewheel.evaluator.version");
  }

  @Test
  void rulesThatACustomEvaluatorDoesNotTakeAreRefusedWithTheirPlace() throws Exception {
    Path folder = sample();
    Path rules = rules("rules:\n  - {evaluator: short_answer, params: {words: many}}\n");
    Path config = directory.resolve("config.yaml");
    Files.writeString(config, "evaluators: {rules: rules.yaml, folder: folder}\n");
    assertThat(run("validate", config.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("rules.yaml:2:5: words of short_answer takes a whole number from 1");
    rules("rules:\n  - {evaluator: short_answers}\n");
    assertThat(run("validate", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("unknown evaluator \"short_answers\"");
    rules("rules:\n  - {evaluator: short_answer, scope: span, filter: turns > 1}\n");
    assertThat(run("validate", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("the filter of rule short_answer is wrong");
    rules(block("yaml"));
    assertThat(run("validate", config.toString())).as(err.toString()).isZero();
    assertThat(
            run("validate", "--evaluators", directory.resolve("no").toString(), config.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("no cannot be read; check that it is there.");
    // A name that is taken is no evaluator of one's own.
    SourceJar.in(directory).evaluator("tokens", "return pass();").to(folder.resolve("tokens.jar"));
    assertThat(
            run("evaluate", "--config", rules.toString(), "--evaluators", folder.toString(), "-"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("There are two evaluators tokens; rename the one that is not built in.");
  }

  private Path sample() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("folder"));
    SourceJar.in(directory)
        .with(block("java"))
        .evaluators(block("text").strip())
        .to(folder.resolve("short-answer.jar"));
    return folder;
  }

  /** The block of the manual in this language. */
  private static String block(String language) throws Exception {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../evaluators/CUSTOM.md")));
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  private Path rules(String yaml) throws Exception {
    return Files.writeString(directory.resolve("rules.yaml"), yaml);
  }

  private Path traces(String... answers) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < answers.length; i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":"
                  + "\"%016x\",\"name\":\"chat\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\","
                  + "\"attributes\":[{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":"
                  + "\"chat\"}},{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":"
                  + "\"[{\\\"role\\\":\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"%s\\\"}]}]\"}}]}]}]}]}%n",
              i + 1,
              i + 1,
              answers[i]));
    }
    return Files.writeString(directory.resolve("traces.jsonl"), lines);
  }

  private int run(String... arguments) {
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
