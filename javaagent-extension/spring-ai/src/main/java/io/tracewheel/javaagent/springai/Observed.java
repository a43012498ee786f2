// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.Observation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the modules of this room do alike with an observation. */
final class Observed {

  private Observed() {}

  /**
   * Spring AI's own description of what happens. An observation that does nothing never asked for
   * it.
   */
  static Observation.@Nullable Context context(
      Observation observation, Supplier<? extends Observation.Context> context) {
    return observation.isNoop() ? context.get() : observation.getContext();
  }

  static Observation as(Observation observation, Recorder recorder) {
    return new TracedObservation(observation, new SpringAiCall(recorder));
  }

  /** One that has no span of its own but shows what is below it where it belongs. */
  static Observation asLink(Observation observation) {
    return new TracedObservation(observation, new SpringAiCall(null));
  }
}
