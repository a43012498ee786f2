// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import java.util.List;

/**
 * {@code trace_pii} and {@code trace_secrets}: what {@link NothingPrivate} says of a span, of a
 * whole run. What a history repeats is counted each time that it is said.
 */
public final class NothingPrivateInRun implements TrajectoryEvaluator {
  private final String id;
  private final PrivacySettings settings;

  private NothingPrivateInRun(String id, PrivacySettings settings) {
    this.id = id;
    this.settings = settings;
  }

  /** {@code trace_pii}, with {@code types} and {@code where}. */
  public static NothingPrivateInRun pii(Parameters given) {
    return new NothingPrivateInRun("trace_pii", PrivacySettings.of(given, PrivateType.pii()));
  }

  /** {@code trace_secrets}, with {@code types} and {@code where}. */
  public static NothingPrivateInRun secrets(Parameters given) {
    return new NothingPrivateInRun(
        "trace_secrets", PrivacySettings.of(given, PrivateType.secrets()));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String version() {
    return Fingerprint.of(1, settings);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.PASS_FAIL;
  }

  @Override
  public Outcome evaluate(Run run) {
    PrivacySettings.Counts counts =
        new PrivacySettings.Counts(settings, new Detector(settings.types(), List.of()));
    if (!SpokenTexts.of(run, counts)) {
      return Unscored.NOT_CAPTURED;
    }
    boolean pass = counts.isEmpty();
    return new Score(
        id,
        scale(),
        pass ? 1 : 0,
        pass ? Score.PASS : Score.FAIL,
        pass ? null : counts.sentence(),
        Provenance.of(id, version()));
  }
}
