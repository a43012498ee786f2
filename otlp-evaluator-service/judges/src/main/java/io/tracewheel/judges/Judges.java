// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.trajectory.PriceTable;
import io.tracewheel.judges.client.JudgeClientFactory;
import io.tracewheel.judges.conduct.Budget;
import io.tracewheel.judges.conduct.Limits;
import io.tracewheel.judges.rubric.Rubric;
import io.tracewheel.judges.rubric.Rubrics;
import io.tracewheel.judges.rubric.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The judges, rubrics and budget of one configuration. Nothing is opened, loaded or started before
 * the first evaluator is made.
 */
public final class Judges implements AutoCloseable {
  /** What rules call the evaluator that asks a judge. */
  public static final String EVALUATOR = "judge";

  private final Map<String, JudgeSettings> settings = new LinkedHashMap<>();
  private final Rubrics rubrics;
  private final Limits whole;
  private final @Nullable Path budgetFile;
  private final Function<String, @Nullable String> environment;
  private final JudgePool pool;
  private final UnaryOperator<String> masking;
  private final Map<String, Judge> judges = new LinkedHashMap<>();
  private @Nullable Budget budget;

  /**
   * What a configuration says, as JSON; each part may be an empty object.
   *
   * @param judges judges by name
   * @param rubrics rubrics by name, besides the shipped ones
   * @param budget what all judges together may spend
   * @param beside relative paths are beside this file
   */
  public record Config(JsonNode judges, JsonNode rubrics, JsonNode budget, Path beside) {}

  /**
   * Reads a configuration.
   *
   * @param environment values of environment variables, null for what is not set: where keys are
   * @param prices what models cost, unless a judge says
   * @param factories finds the clients; called when the first judge is needed
   * @param masking what is done to every text of a run before it is sent
   * @throws IllegalArgumentException if something is wrong; the message is a clause
   */
  public Judges(
      Config config,
      Function<String, @Nullable String> environment,
      PriceTable prices,
      Supplier<List<JudgeClientFactory>> factories,
      JudgeWorld world,
      UnaryOperator<String> masking) {
    this(config, environment, prices, new JudgePool(factories, world), masking);
  }

  private Judges(
      Config config,
      Function<String, @Nullable String> environment,
      PriceTable prices,
      JudgePool pool,
      UnaryOperator<String> masking) {
    SettingsReader reader = new SettingsReader(environment, prices);
    config
        .judges()
        .properties()
        .forEach(
            entry -> settings.put(entry.getKey(), reader.read(entry.getKey(), entry.getValue())));
    List<Rubric> own = new ArrayList<>();
    config
        .rubrics()
        .properties()
        .forEach(entry -> own.add(Rubric.of(entry.getKey(), entry.getValue())));
    this.rubrics = Rubrics.shipped().with(own);
    Settings all =
        new Settings(config.budget(), "judge_budget", "file", "calls", "tokens", "money");
    this.whole = SettingsReader.limits(all);
    String file = all.text("file", null);
    this.budgetFile = file == null ? null : config.beside().resolveSibling(file);
    this.environment = environment;
    this.pool = pool;
    this.masking = masking;
  }

  /**
   * What another configuration describes. Judges that are the same in it, and budgets, are shared
   * with this one; nothing changes before {@link #inForce}.
   *
   * @param nowMasking what is done to every text of a run before it is sent
   * @throws IllegalArgumentException if something is wrong; the message is a clause
   */
  public Judges changed(Config config, PriceTable prices, UnaryOperator<String> nowMasking) {
    return new Judges(config, environment, prices, pool, nowMasking);
  }

  /**
   * From now on these are the judges, and their limits of the budget count, also for what is still
   * asked of others; what others are asked already they answer.
   */
  public synchronized void inForce() {
    if (budget != null) {
      budget.limit(whole);
    }
    pool.use(judges);
  }

  /** All rubrics. */
  public Rubrics rubrics() {
    return rubrics;
  }

  /**
   * An evaluator.
   *
   * @param rule whose it is: its budget goes by that name
   * @param parameters {@code rubric}, {@code judge} (may be left out where there is only one),
   *     {@code assertions}, {@code budget} with {@code calls}, {@code tokens} and {@code money}
   * @throws IllegalArgumentException if something is wrong; the message is a clause
   */
  public synchronized JudgeEvaluator evaluator(String rule, JsonNode parameters) {
    Settings given =
        new Settings(parameters, "evaluator judge", "rubric", "judge", "assertions", "budget");
    Rubric rubric = rubrics.get(given.text("rubric"));
    Limits limits = Limits.NONE;
    JsonNode own = given.raw("budget");
    if (own != null) {
      limits =
          SettingsReader.limits(
              new Settings(own, "budget of rule " + rule, "calls", "tokens", "money"));
    }
    List<Judge> chain = new ArrayList<>();
    String next =
        given.text("judge", settings.size() == 1 ? settings.keySet().iterator().next() : null);
    if (next == null) {
      throw new IllegalArgumentException(
          settings.isEmpty()
              ? "evaluator judge needs a judge; describe one below \"judges:\""
              : "evaluator judge needs judge, one of " + String.join(", ", settings.keySet()));
    }
    while (next != null && chain.size() < 2) {
      JudgeSettings one = settings.get(next);
      if (one == null) {
        throw new IllegalArgumentException(
            "there is no judge \""
                + next
                + "\"; there are "
                + String.join(", ", settings.keySet()));
      }
      boolean money = limits.limitsMoney() || whole.limitsMoney();
      if (money && one.tariff().cost(1, 1, pool.world().clock().unixNanos()) == null) {
        throw new IllegalArgumentException(
            "judge "
                + next
                + " has a budget of money and model "
                + one.endpoint().model()
                + " no price; give the judge a price");
      }
      chain.add(judge(one));
      next = one.fallback();
    }
    return new JudgeEvaluator(rule, rubric, given.texts("assertions"), limits, chain, masking);
  }

  private Judge judge(JudgeSettings one) {
    Judge known = judges.get(one.name());
    if (known != null) {
      return known;
    }
    Judge judge = pool.judge(one, budget());
    judges.put(one.name(), judge);
    return judge;
  }

  private Budget budget() {
    Budget open = budget;
    if (open == null) {
      open = pool.budget(budgetFile, whole);
      budget = open;
    }
    return open;
  }

  /** What came out of today's budget, one line for people; empty when no judge was made. */
  public synchronized String spending() {
    Budget open = budget;
    if (open == null) {
      return "";
    }
    String currency =
        settings.values().stream().findFirst().map(JudgeSettings::currency).orElse("");
    return String.format(
        java.util.Locale.ROOT,
        "Judges today: %,d calls, %,d tokens, %.6f %s.",
        open.spent().calls(),
        open.spent().tokens(),
        (double) open.spent().nanos() / Limits.NANOS,
        currency);
  }

  /** Money that came out of today's budget, reservations included; 0 when no judge was made. */
  public synchronized double moneySpent() {
    Budget open = budget;
    return open == null ? 0 : (double) open.spent().nanos() / Limits.NANOS;
  }

  /** Closes all judges and budgets, those of former configurations too. */
  @Override
  public void close() {
    pool.close();
  }
}
