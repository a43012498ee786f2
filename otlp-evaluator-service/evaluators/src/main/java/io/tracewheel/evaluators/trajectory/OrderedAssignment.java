// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.Arrays;

/**
 * The best pairing of rows with columns that keeps their order, columns of one group being in any
 * order among themselves. Rows are cut into runs, one for each group, and each run is paired with
 * its group at its best; the best cuts are found by dynamic programming, which for groups of one is
 * the longest common subsequence.
 */
final class OrderedAssignment {
  private final double[][] weights;
  private final int rows;

  private OrderedAssignment(double[][] weights) {
    this.weights = weights;
    this.rows = weights.length;
  }

  /**
   * The best ordered pairing.
   *
   * @param weights not negative, by row and column
   * @param groups sizes of the groups of columns, in order
   * @return for each row its column, else -1
   */
  static int[] best(double[][] weights, int[] groups) {
    return new OrderedAssignment(weights).best(groups);
  }

  /** About how many steps the best pairing takes. */
  static double work(int rows, int[] groups) {
    double work = 0;
    for (int size : groups) {
      double pairing = size == 1 ? 1 : (double) rows * rows * Math.min(rows, size) * size / 2;
      work += rows * pairing;
    }
    return work;
  }

  private int[] best(int[] groups) {
    double[][] total = new double[groups.length + 1][rows + 1];
    int[][] from = new int[groups.length + 1][rows + 1];
    int column = 0;
    for (int g = 0; g < groups.length; g++) {
      for (int end = 0; end <= rows; end++) {
        total[g + 1][end] = total[g][end];
        from[g + 1][end] = end;
        if (end > 0 && total[g + 1][end - 1] > total[g + 1][end]) {
          total[g + 1][end] = total[g + 1][end - 1];
          from[g + 1][end] = from[g + 1][end - 1];
        }
        if (groups[g] == 1) {
          double paired = end == 0 ? -1 : total[g][end - 1] + weights[end - 1][column];
          if (paired > total[g + 1][end]) {
            total[g + 1][end] = paired;
            from[g + 1][end] = end - 1;
          }
        } else {
          for (int start = 0; start < end; start++) {
            double[][] part = part(start, end, column, groups[g]);
            double paired =
                total[g][start] + Assignment.sum(part, Assignment.best(part, groups[g]));
            if (paired > total[g + 1][end]) {
              total[g + 1][end] = paired;
              from[g + 1][end] = start;
            }
          }
        }
      }
      column += groups[g];
    }
    return trace(groups, from, column);
  }

  private int[] trace(int[] groups, int[][] from, int columns) {
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, -1);
    int end = rows;
    int column = columns;
    for (int g = groups.length - 1; g >= 0; g--) {
      column -= groups[g];
      int start = from[g + 1][end];
      int[] paired = Assignment.best(part(start, end, column, groups[g]), groups[g]);
      for (int i = 0; i < paired.length; i++) {
        columnOf[start + i] = paired[i] < 0 ? -1 : column + paired[i];
      }
      end = start;
    }
    return columnOf;
  }

  private double[][] part(int start, int end, int column, int size) {
    double[][] part = new double[end - start][];
    for (int i = start; i < end; i++) {
      part[i - start] = Arrays.copyOfRange(weights[i], column, column + size);
    }
    return part;
  }
}
