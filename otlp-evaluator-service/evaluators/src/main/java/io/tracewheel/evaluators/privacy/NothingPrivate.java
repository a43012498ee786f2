// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.GenAiOperation;

/**
 * {@code pii} and {@code secrets}: nothing of the kind is said in a span. Fails when something is
 * found; the explanation counts by type and place and never says what. Not scored when no content
 * was captured.
 */
public final class NothingPrivate implements SpanEvaluator {
  private final String name;
  private final PrivacySettings settings;
  private final Detector detector;

  private NothingPrivate(String name, PrivacySettings settings) {
    this.name = name;
    this.settings = settings;
    this.detector = new Detector(settings.types(), java.util.List.of());
  }

  /** {@code pii}, with {@code types} and {@code where}. */
  public static NothingPrivate pii(Parameters given) {
    return new NothingPrivate("pii", PrivacySettings.of(given, PrivateType.pii()));
  }

  /** {@code secrets}, with {@code types} and {@code where}. */
  public static NothingPrivate secrets(Parameters given) {
    return new NothingPrivate("secrets", PrivacySettings.of(given, PrivateType.secrets()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return Fingerprint.of(1, settings);
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return true;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    PrivacySettings.Counts counts = new PrivacySettings.Counts(settings, detector);
    if (!SpokenTexts.of(operation, counts)) {
      return Unscored.NOT_CAPTURED;
    }
    return counts.isEmpty() ? Score.pass(this) : Score.fail(this, counts.sentence());
  }
}
