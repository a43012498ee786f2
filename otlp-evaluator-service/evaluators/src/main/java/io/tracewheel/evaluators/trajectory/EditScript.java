// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The fewest edits that turn actual into expected calls: Levenshtein's alignment (1966). */
final class EditScript {
  private EditScript() {}

  /** What the script needs to know of two calls. */
  interface Pairs {
    /** Whether the actual call is as expected. */
    boolean matches(int expected, int actual);

    /** Whether it is the right tool. */
    boolean sameTool(int expected, int actual);

    /** The edit of a pair, positions from 0. */
    Edit edit(Edit.Kind kind, int expected, int actual);
  }

  /**
   * The script, in the order of the calls.
   *
   * @param order the actual calls in the order in which they are compared
   */
  static List<Edit> of(int expected, int[] order, Pairs pairs) {
    int actual = order.length;
    int[][] cost = new int[expected + 1][actual + 1];
    for (int i = expected; i >= 0; i--) {
      for (int j = actual; j >= 0; j--) {
        if (i == expected || j == actual) {
          cost[i][j] = expected - i + actual - j;
          continue;
        }
        int best = 1 + Math.min(cost[i + 1][j], cost[i][j + 1]);
        if (pairs.matches(i, order[j])) {
          best = Math.min(best, cost[i + 1][j + 1]);
        } else if (pairs.sameTool(i, order[j])) {
          best = Math.min(best, 1 + cost[i + 1][j + 1]);
        }
        cost[i][j] = best;
      }
    }
    List<Edit> edits = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < expected || j < actual) {
      boolean both = i < expected && j < actual;
      if (both && pairs.matches(i, order[j]) && cost[i][j] == cost[i + 1][j + 1]) {
        edits.add(pairs.edit(Edit.Kind.KEEP, i++, order[j++]));
      } else if (both && pairs.sameTool(i, order[j]) && cost[i][j] == 1 + cost[i + 1][j + 1]) {
        edits.add(pairs.edit(Edit.Kind.CHANGE, i++, order[j++]));
      } else if (j < actual && cost[i][j] == 1 + cost[i][j + 1]) {
        edits.add(pairs.edit(Edit.Kind.REMOVE, -1, order[j++]));
      } else {
        edits.add(pairs.edit(Edit.Kind.ADD, i++, -1));
      }
    }
    return Collections.unmodifiableList(edits);
  }
}
