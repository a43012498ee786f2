// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.CustomEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An evaluator of a jar, run on the jar's thread and within its limits. */
final class WatchedEvaluator implements AsyncTrajectoryEvaluator {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedEvaluator.class);
  private static final int LONGEST_LABEL = 200;

  private final LoadedJar jar;
  private final CustomEvaluator evaluator;
  private final String id;
  private final ScoreScale scale;
  private final String version;

  WatchedEvaluator(LoadedJar jar, LoadedJar.Made made, String version) {
    this.jar = jar;
    this.evaluator = made.evaluator();
    this.id = made.id();
    this.scale = made.scale();
    this.version = version;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public ScoreScale scale() {
    return scale;
  }

  @Override
  public String bulkhead() {
    return jar.content().name();
  }

  /** What loaded its classes. */
  ClassLoader loader() {
    return jar.loader();
  }

  @Override
  public CompletionStage<Outcome> evaluate(Run run) {
    if (jar.health().isQuarantined(id)) {
      return CompletableFuture.completedStage(counted(Unscored.QUARANTINED, false));
    }
    if (!jar.account().hasSome(jar.clock().nanoTime())) {
      return CompletableFuture.completedStage(
          counted(
              Unjudged.of(
                  Unscored.BUDGET, jar.content().name() + " has used up its processor time"),
              false));
    }
    return jar.thread()
        .submit(
            jar.limits().call(),
            () -> jar.health().isQuarantined(id) ? Unscored.QUARANTINED : evaluator.evaluate(run))
        .handle(this::outcome);
  }

  private Outcome outcome(
      WatchedThread.@Nullable Result<Outcome> result, @Nullable Throwable failure) {
    if (result == null) {
      boolean late = failure instanceof TimeoutException;
      return late
          ? counted(
              Unjudged.of(
                  Unscored.TIMED_OUT,
                  "it took more than " + jar.limits().call().toMillis() + " ms"),
              true)
          : counted(Unscored.QUARANTINED, false);
    }
    jar.account().spend(result.cpuNanos());
    boolean overran =
        result.cpuNanos() > jar.limits().quarantine().budget().toNanos()
            || result.bytes() > jar.limits().callBytes();
    Throwable thrown = result.thrown();
    if (thrown != null) {
      // Neither the message nor the trace: they may hold content of the run.
      String kind = thrown.getClass().getName();
      LOG.debug("evaluator {} threw {}", id, kind);
      return counted(Unjudged.of(Unscored.FAILED, "it threw " + kind), true);
    }
    Outcome checked = checked(result.value());
    return counted(checked, overran || checked.unscored() == Unscored.FAILED);
  }

  /** Only what fits the scale is a score. */
  private Outcome checked(@Nullable Outcome outcome) {
    if (outcome == null) {
      return Unjudged.of(Unscored.FAILED, "it gave nothing back");
    }
    if (!(outcome instanceof Score score)) {
      return outcome;
    }
    if (!score.scale().equals(scale)) {
      return Unjudged.of(Unscored.INVALID_OUTPUT, "its score is of another scale than it names");
    }
    String label = score.label();
    return new Score(
        id,
        scale,
        score.value(),
        label.length() > LONGEST_LABEL ? label.substring(0, LONGEST_LABEL) : label,
        score.explanation(),
        Provenance.of(id, version));
  }

  private Outcome counted(Outcome outcome, boolean incident) {
    if (jar.health().count(id, outcome, incident)) {
      LOG.warn(
          "Evaluator {} of {} is set aside for a while: it throws, takes too long or uses too much"
              + " too often.",
          id,
          jar.content().name());
    }
    return outcome;
  }
}
