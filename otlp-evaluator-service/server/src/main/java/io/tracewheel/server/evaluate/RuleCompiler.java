// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import dev.cel.common.types.CelType;
import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import io.tracewheel.server.config.RulesConfig.Rule;
import io.tracewheel.server.config.RulesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes rules ready to run out of a configuration file; all problems are reported at once. */
final class RuleCompiler {
  private final List<String> problems = new ArrayList<>();
  private final RulesConfig config;
  private final TrajectoryEvaluators catalogue;

  private RuleCompiler(RulesConfig config, PriceTable prices) {
    this.config = config;
    this.catalogue = new TrajectoryEvaluators(prices);
  }

  /**
   * Reads and compiles the rules of a file.
   *
   * @throws ConfigException if the file, an evaluator, a parameter or a filter is wrong
   */
  static List<EvaluationRule> compile(Path file) throws ConfigException {
    List<String> ids = new ArrayList<>(BuiltInEvaluators.names());
    ids.addAll(new TrajectoryEvaluators(PriceTable.builtIn()).ids());
    RulesConfig config = new RulesReader(ids).read(file);
    return new RuleCompiler(config, prices(config.prices())).compile();
  }

  private static PriceTable prices(@Nullable Path file) throws ConfigException {
    if (file == null) {
      return PriceTable.builtIn();
    }
    try {
      return PriceTable.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ConfigException(
          List.of("The price table " + file + " cannot be read; check the path in \"prices\"."));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("The price table " + file + ": " + e.getMessage() + "."));
    }
  }

  private List<EvaluationRule> compile() throws ConfigException {
    List<EvaluationRule> rules = new ArrayList<>();
    for (Rule rule : config.rules()) {
      SpanEvaluator spans = spanEvaluator(rule);
      TrajectoryEvaluator traces = spans == null ? trajectoryEvaluator(rule) : null;
      Filter filter = filter(rule, spans != null ? Facts.SPAN : Facts.TRACE);
      rules.add(
          new EvaluationRule(
              rule.name(),
              spans,
              traces,
              filter,
              new Sampling(config.samplingDomain(), rule.sampling())));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return rules;
  }

  private @Nullable SpanEvaluator spanEvaluator(Rule rule) {
    for (SpanEvaluator evaluator : BuiltInEvaluators.create()) {
      if (evaluator.name().equals(rule.evaluator())) {
        if (!rule.parameters().isEmpty()) {
          problems.add(rule.at() + ": " + rule.evaluator() + " takes no params; remove them.");
        }
        return evaluator;
      }
    }
    return null;
  }

  private @Nullable TrajectoryEvaluator trajectoryEvaluator(Rule rule) {
    try {
      return catalogue.create(rule.evaluator(), rule.parameters());
    } catch (IllegalArgumentException e) {
      problems.add(rule.at() + ": " + e.getMessage() + ".");
      return null;
    }
  }

  private @Nullable Filter filter(Rule rule, Map<String, CelType> facts) {
    if (rule.filter() == null) {
      return null;
    }
    try {
      return Filter.compile(rule.filter(), facts);
    } catch (IllegalArgumentException e) {
      // A list of names helps who has missed one.
      String known =
          String.valueOf(e.getMessage()).contains("undeclared reference")
              ? "; it can ask about " + String.join(", ", facts.keySet().stream().sorted().toList())
              : "";
      problems.add(
          rule.filterAt()
              + ": the filter of rule "
              + rule.name()
              + " is wrong at "
              + e.getMessage()
              + known
              + ".");
      return null;
    }
  }
}
