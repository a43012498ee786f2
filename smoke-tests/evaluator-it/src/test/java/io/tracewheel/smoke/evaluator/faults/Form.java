// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import java.util.Locale;

/** How much of each fault is done. */
enum Form {
  /** A few seconds each; in every build. */
  SHORT,
  /** As much as the fact sheets ask for; {@code -Pfaults}. */
  LONG;

  static Form ofThisRun() {
    return valueOf(System.getProperty("tracewheel.faults.form", "short").toUpperCase(Locale.ROOT));
  }

  int of(int inShort, int inLong) {
    return this == SHORT ? inShort : inLong;
  }
}
