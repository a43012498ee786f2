// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.Arrays;

/** Where in a text each label ended last. */
final class Labels {
  private static final int NEVER = Integer.MIN_VALUE / 2;

  private final int[] last = new int[Label.values().length];

  void clear() {
    Arrays.fill(last, NEVER);
  }

  void seen(Label label, int end) {
    last[label.ordinal()] = end;
  }

  boolean near(Label label, int at) {
    return at - last[label.ordinal()] <= label.reach;
  }
}
