// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.Outcome;
import org.jspecify.annotations.Nullable;

/** What a rule found of the subject that it looked at last. For one thread. */
interface Remembered {

  /** Its outcome; null when it did not look at this subject, known by its identity. */
  @Nullable Outcome outcomeOf(Object subject);
}
