// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.judges.JudgeWorld;
import io.tracewheel.judges.Judges;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The judges of a file of rules. What the file says of judges, rubrics and the budget is read once;
 * nothing of it is started before the first rule asks a judge. Thread-safe.
 */
public final class RuleJudges implements AsyncTrajectoryEvaluators, AutoCloseable {
  private final @Nullable Path file;
  private final Function<String, @Nullable String> environment;
  private final JudgeSpan.Sink spans;
  private @Nullable Judges judges;

  /**
   * Judges of a file.
   *
   * @param file null where there are no rules
   * @param environment values of environment variables, where keys are
   * @param spans takes the spans of the judges' own work
   */
  public RuleJudges(
      @Nullable Path file, Function<String, @Nullable String> environment, JudgeSpan.Sink spans) {
    this.file = file;
    this.environment = environment;
    this.spans = spans;
  }

  @Override
  public List<String> ids() {
    return List.of(Judges.EVALUATOR);
  }

  @Override
  public synchronized AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
    Judges open = judges;
    if (open == null) {
      open = read();
      judges = open;
    }
    return open.evaluator(rule, parameters);
  }

  private Judges read() {
    Path from = file;
    if (from == null) {
      throw new IllegalArgumentException("there is no file that describes judges");
    }
    try {
      RulesConfig config = RuleCompiler.read(from, this);
      RulesConfig.JudgeSections sections = config.judges();
      return new Judges(
          new Judges.Config(sections.judges(), sections.rubrics(), sections.budget(), from),
          environment,
          RuleCompiler.prices(config.prices()),
          JudgeClientFolder::find,
          new JudgeWorld(EvaluationClock.system(), new Random(), spans),
          UnaryOperator.identity());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What was spent today, one line; empty when no judge was asked for. */
  public synchronized String spending() {
    return judges == null ? "" : judges.spending();
  }

  /** Money spent today; 0 when no judge was asked for. */
  public synchronized double moneySpent() {
    return judges == null ? 0 : judges.moneySpent();
  }

  @Override
  public synchronized void close() {
    if (judges != null) {
      judges.close();
    }
  }
}
