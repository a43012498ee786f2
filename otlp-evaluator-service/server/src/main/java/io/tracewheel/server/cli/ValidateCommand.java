// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.Environment;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.rules.AskedEvaluators;
import io.tracewheel.server.rules.LiveRules;
import io.tracewheel.server.rules.RuleJudges;
import io.tracewheel.server.tls.SecurityCheck;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration file without starting anything. */
@Command(
    name = "validate",
    description = "Checks a configuration file and names every problem with its line and column.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONFIG", description = "The YAML file.")
  private Path file;

  @Option(
      names = "--evaluators",
      paramLabel = "DIR",
      description = "Folder of jars with evaluators of your own, in place of evaluators.folder.")
  private @Nullable Path folder;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ValidateCommand() {}

  @Override
  public Integer call() throws ConfigException {
    EvaluatorConfig config =
        ConfigReader.ofProcess(Set.copyOf(BuiltInEvaluators.names())).read(file);
    SecurityCheck.check(config);
    Path rules = config.rules().file();
    if (rules != null) {
      Path jars = folder == null ? config.rules().folder() : folder;
      try (RuleJudges judges = new RuleJudges(rules, Environment::get, JudgeSpan.Sink.NONE);
          AskedEvaluators asked = AskedEvaluators.of(judges, rules, jars, CustomLimits.STORED)) {
        LiveRules.check(rules, config.rules().references(), asked);
      }
    }
    spec.commandLine()
        .getOut()
        .println(file + " is valid; destinations: " + Destination.list(config.exporters()) + ".");
    return 0;
  }
}
