// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.text.SemanticEvaluators;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.judges.JudgeWorld;
import io.tracewheel.judges.Judges;
import io.tracewheel.judges.client.JudgeClientFactory;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The judges of a file of rules, and the evaluators that need an embedding model. What the file
 * says of judges, rubrics and the budget is read when the first rule asks for a judge, and again
 * with each new set of rules: judges whose settings are the same go on, others end what they have
 * begun. Thread-safe.
 */
public final class RuleJudges implements AsyncTrajectoryEvaluators, AutoCloseable {
  private final @Nullable Path file;
  private final Function<String, @Nullable String> environment;
  private final JudgeSpan.Sink spans;
  private final RuleEmbeddings embeddings = new RuleEmbeddings();

  /** Those in force; null before there were any. */
  private @Nullable Judges judges;

  /** Those of the set of rules that is being made; null when it has asked for none so far. */
  private @Nullable Judges next;

  private boolean changing;

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
    List<String> ids = new ArrayList<>(SemanticEvaluators.ids());
    ids.add(0, Judges.EVALUATOR);
    return ids;
  }

  @Override
  public synchronized void begin() {
    changing = true;
    next = null;
  }

  @Override
  public synchronized void end(boolean accepted) {
    Judges made = next;
    Judges before = judges;
    next = null;
    changing = false;
    if (!accepted) {
      if (made != null && before == null) {
        made.close();
      }
    } else if (made != null) {
      judges = made;
      made.inForce();
    } else if (before != null) {
      JsonNode nothing = JsonNodeFactory.instance.objectNode();
      before
          .changed(
              new Judges.Config(nothing, nothing, nothing, Path.of("")),
              PriceTable.builtIn(),
              UnaryOperator.identity())
          .inForce();
    }
  }

  @Override
  public synchronized AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
    if (SemanticEvaluators.ids().contains(id)) {
      return embeddings.create(id, parameters);
    }
    Judges open = changing ? next : judges;
    if (open == null) {
      open = read();
      if (changing) {
        next = open;
      } else {
        judges = open;
      }
    }
    return open.evaluator(rule, parameters);
  }

  private Judges read() {
    Path from = file;
    if (from == null) {
      throw new IllegalArgumentException("there is no file that describes judges");
    }
    try {
      RulesConfig config = RuleCompiler.sections(from);
      RulesConfig.JudgeSections sections = config.judges();
      Judges.Config read =
          new Judges.Config(sections.judges(), sections.rubrics(), sections.budget(), from);
      PriceTable prices = RuleCompiler.prices(config.prices());
      UnaryOperator<String> masking = JudgeMasking.of(sections.masking(), environment);
      return judges == null
          ? new Judges(
              read,
              environment,
              prices,
              () -> LibraryFolder.find(JudgeClientFactory.class, "judges"),
              new JudgeWorld(EvaluationClock.system(), new Random(), spans),
              masking)
          : judges.changed(read, prices, masking);
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
    embeddings.close();
    if (judges != null) {
      judges.close();
    }
  }
}
