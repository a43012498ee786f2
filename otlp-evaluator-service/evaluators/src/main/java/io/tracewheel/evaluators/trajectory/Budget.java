// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.Spend;
import io.tracewheel.trace.trajectory.Totals;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code latency} (seconds from the first start to the last end), {@code tokens} (input and output,
 * each once) and {@code cost} (in the currency of the price table) of a run.
 *
 * @param max the largest amount that passes; null to only measure
 * @param prices needed for the cost
 */
record Budget(Kind kind, @Nullable Double max, @Nullable PriceTable prices)
    implements TrajectoryEvaluator {

  /** What is measured. */
  enum Kind {
    LATENCY,
    TOKENS,
    COST
  }

  @Override
  public String id() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return Fingerprint.of(1, kind + " " + max + " " + (prices == null ? "" : prices.version()));
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.amount();
  }

  @Override
  public Outcome evaluate(Run run) {
    Totals totals = run.trajectory().totals();
    return switch (kind) {
      case LATENCY -> measured(totals.durationNanos() / 1e9, "%.3f s");
      case TOKENS -> tokens(totals.tokens());
      case COST -> cost(totals);
    };
  }

  private Outcome tokens(TokenUsage tokens) {
    if (tokens.input() < 0 && tokens.output() < 0) {
      return Unscored.NOT_CAPTURED;
    }
    return measured(Math.max(0, tokens.input()) + Math.max(0, tokens.output()), "%.0f tokens");
  }

  private Outcome cost(Totals totals) {
    if (prices == null) {
      return Unscored.NO_PRICE;
    }
    if (totals.spend().isEmpty()) {
      return Unscored.NOT_CAPTURED;
    }
    double sum = 0;
    for (Spend spend : totals.spend()) {
      if (!(spend.span().detail() instanceof Detail.Model model) || model.model() == null) {
        return Unscored.NO_PRICE;
      }
      long nanos = spend.span().startUnixNano();
      Double cost =
          prices.cost(
              model.provider(),
              model.model(),
              spend.usage(),
              Instant.ofEpochSecond(Long.divideUnsigned(nanos, 1_000_000_000L)));
      if (cost == null) {
        return Unscored.NO_PRICE;
      }
      sum += cost;
    }
    return measured(sum, "%.6f " + prices.currency());
  }

  private Outcome measured(double value, String format) {
    String words = String.format(Locale.ROOT, format, value);
    String limit = max == null ? "" : String.format(Locale.ROOT, " of " + format, max);
    return Verdict.limited(this, value, max, words + limit + ".");
  }
}
