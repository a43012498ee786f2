// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.common.types.CelType;
import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.SpanEvaluators;
import io.tracewheel.evaluators.text.RunText;
import io.tracewheel.evaluators.text.SpanText;
import io.tracewheel.evaluators.text.TextEvaluator;
import io.tracewheel.evaluators.text.TextEvaluators;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import io.tracewheel.server.config.RulesConfig.CpuBudget;
import io.tracewheel.server.config.RulesConfig.Rule;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.config.RulesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes rules ready to run out of a configuration file; all problems are reported at once. */
public final class RuleCompiler {
  private final List<String> problems = new ArrayList<>();
  private final RulesConfig config;
  private final SpanEvaluators ofSpans = new SpanEvaluators();
  private final TextEvaluators ofTexts = new TextEvaluators();
  private final TrajectoryEvaluators catalogue;
  private final AsyncTrajectoryEvaluators asking;

  private final @Nullable EvaluationClock budgets;
  private final @Nullable CommonBudget common;

  private RuleCompiler(
      RulesConfig config,
      PriceTable prices,
      AsyncTrajectoryEvaluators asking,
      @Nullable EvaluationClock budgets) {
    this.config = config;
    this.asking = asking;
    this.budgets = budgets;
    Duration perMinute = config.cpuPerMinute();
    this.common = perMinute == null ? null : new CommonBudget(perMinute);
    this.catalogue = new TrajectoryEvaluators(prices);
  }

  /**
   * Reads and compiles the rules of a file.
   *
   * @throws ConfigException if the file, an evaluator, a parameter or a filter is wrong
   */
  public static RuleSet compile(Path file) throws ConfigException {
    return compile(file, AsyncTrajectoryEvaluators.none());
  }

  /**
   * Reads and compiles the rules of a file.
   *
   * @param asking evaluators that rules may name besides the built-in ones
   * @throws ConfigException if the file, an evaluator, a parameter or a filter is wrong
   */
  public static RuleSet compile(Path file, AsyncTrajectoryEvaluators asking)
      throws ConfigException {
    return compile(file, asking, null);
  }

  /**
   * Reads and compiles the rules of a file.
   *
   * @param asking evaluators that rules may name besides the built-in ones
   * @param budgets clock by which the rules' CPU budgets are kept; null to keep none
   * @throws ConfigException if the file, an evaluator, a parameter or a filter is wrong
   */
  public static RuleSet compile(
      Path file, AsyncTrajectoryEvaluators asking, @Nullable EvaluationClock budgets)
      throws ConfigException {
    return compile(read(file, asking), asking, budgets);
  }

  /** Compiles what was {@link #read}. */
  static RuleSet compile(
      RulesConfig config, AsyncTrajectoryEvaluators asking, @Nullable EvaluationClock budgets)
      throws ConfigException {
    return new RuleCompiler(config, prices(config.prices()), asking, budgets).compile();
  }

  /**
   * Evaluators besides the built-in ones as they are by now.
   *
   * @throws ConfigException if they cannot be used
   */
  public static AsyncTrajectoryEvaluators renewed(AsyncTrajectoryEvaluators asking)
      throws ConfigException {
    try {
      return asking.renewed();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  /**
   * What is written in a file of rules; evaluators exist, but their parameters and filters are not
   * looked into.
   *
   * @throws ConfigException if the file cannot be read or used
   */
  static RulesConfig read(Path file, AsyncTrajectoryEvaluators asking) throws ConfigException {
    List<String> ids = new ArrayList<>(new SpanEvaluators().ids());
    ids.addAll(new TextEvaluators().ids());
    ids.add(Composite.ID);
    ids.addAll(new TrajectoryEvaluators(PriceTable.builtIn()).ids());
    for (String id : asking.ids()) {
      if (ids.contains(id)) {
        throw new ConfigException(
            List.of("There are two evaluators " + id + "; rename the one that is not built in."));
      }
      ids.add(id);
    }
    return new RulesReader(ids, asking::has).read(file);
  }

  /**
   * What is written in a file of rules, whatever evaluators it names.
   *
   * @throws ConfigException if the file cannot be read or used
   */
  static RulesConfig sections(Path file) throws ConfigException {
    return new RulesReader(List.of(), id -> true).read(file);
  }

  /** The price table of a file; the built-in one for null. */
  static PriceTable prices(@Nullable Path file) throws ConfigException {
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

  private RuleSet compile() throws ConfigException {
    List<RuleSet.Checked> rules = new ArrayList<>();
    for (Rule rule : config.rules()) {
      if (CompositeRules.isOne(rule)) {
        if (rule.budget() != null) {
          problems.add(rule.at() + ": a composite uses no CPU to speak of; remove its \"budget\".");
        }
        continue;
      }
      boolean ofText = ofTexts.ids().contains(rule.evaluator());
      boolean ofSpan =
          ofSpans.ids().contains(rule.evaluator()) || (ofText && rule.scope() == Scope.SPAN);
      Supplier<SpanEvaluator> spans = ofSpan ? spanEvaluator(rule) : null;
      boolean asks = asking.has(rule.evaluator());
      AsyncTrajectoryEvaluator judge = asks ? asyncEvaluator(rule) : null;
      TrajectoryEvaluator traces = !ofSpan && !asks ? trajectoryEvaluator(rule) : null;
      RuleBudget budget = budget(rule, asks);
      Scope scope = asks ? askedScope(rule) : scope(rule, ofSpan);
      boolean spanFacts = asks ? scope == Scope.SPAN : ofSpan;
      Filter filter = filter(rule, spanFacts ? Facts.SPAN : Facts.TRACE);
      rules.add(
          new RuleSet.Checked(
              rule.name(),
              scope,
              spans == null || budget == null ? spans : () -> budget.around(spans.get()),
              traces == null || budget == null ? traces : budget.around(traces),
              judge,
              null,
              false,
              filter,
              new Sampling(config.samplingDomain(), rule.sampling()),
              rule.priority()));
    }
    List<RuleSet.Checked> all = new CompositeRules(config, rules, this::filter, problems).ordered();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new RuleSet(all, References.none());
  }

  /** Who is asked judges anything: a span is the run of that span alone. */
  private static Scope askedScope(Rule rule) {
    return rule.scope() == null ? Scope.TRACE : rule.scope();
  }

  private @Nullable RuleBudget budget(Rule rule, boolean asks) {
    CpuBudget limits = rule.budget();
    if (limits != null && asks) {
      problems.add(
          rule.at()
              + ": rule "
              + rule.name()
              + " asks somebody else and uses no CPU to speak of; remove its \"budget\", or write it"
              + " below \"params\", where a judge takes calls, tokens and money.");
    }
    if (asks || budgets == null || (limits == null && common == null)) {
      return null;
    }
    return new RuleBudget(
        limits == null ? CpuBudget.NONE : limits,
        common == null ? null : common.of(rule.priority()),
        budgets);
  }

  private Scope scope(Rule rule, boolean ofSpans) {
    Scope byDefault = ofSpans ? Scope.SPAN : Scope.TRACE;
    Scope given = rule.scope();
    if (given == null) {
      return byDefault;
    }
    if (ofSpans != (given == Scope.SPAN)) {
      problems.add(
          rule.at()
              + ": "
              + rule.evaluator()
              + (ofSpans
                  ? " looks at spans; remove \"scope\" or write span."
                  : " looks at whole runs; remove \"scope\" or write trace or session."));
    }
    return given;
  }

  private @Nullable Supplier<SpanEvaluator> spanEvaluator(Rule rule) {
    try {
      return ofTexts.ids().contains(rule.evaluator())
          ? spanText(rule)
          : ofSpans.create(rule.evaluator(), rule.parameters());
    } catch (IllegalArgumentException e) {
      problems.add(rule.at() + ": " + e.getMessage() + ".");
      return null;
    }
  }

  private Supplier<SpanEvaluator> spanText(Rule rule) {
    TextEvaluator evaluator = ofTexts.create(rule.evaluator(), rule.parameters());
    if (ofTexts.needsReference(rule.evaluator(), rule.parameters())) {
      throw new IllegalArgumentException(
          rule.evaluator()
              + " has nothing to compare a span with, because references are of whole runs; give"
              + " it \"expected\", or write scope: trace");
    }
    return () -> new SpanText(evaluator);
  }

  private @Nullable AsyncTrajectoryEvaluator asyncEvaluator(Rule rule) {
    try {
      return asking.create(rule.evaluator(), rule.name(), rule.parameters());
    } catch (IllegalArgumentException e) {
      problems.add(rule.at() + ": " + e.getMessage() + ".");
      return null;
    }
  }

  private @Nullable TrajectoryEvaluator trajectoryEvaluator(Rule rule) {
    try {
      return ofTexts.ids().contains(rule.evaluator())
          ? new RunText(ofTexts.create(rule.evaluator(), rule.parameters()))
          : catalogue.create(rule.evaluator(), rule.parameters());
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
