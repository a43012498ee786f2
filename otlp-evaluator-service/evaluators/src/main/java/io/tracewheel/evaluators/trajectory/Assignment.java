// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.Arrays;

/**
 * Pairs rows with columns, each at most once, so that the sum of the weights is as large as it can
 * be: the assignment problem, solved by the Hungarian method with potentials (Kuhn 1955, Munkres
 * 1957) in time of rows times rows times columns, the smaller side being the rows.
 */
public final class Assignment {
  private Assignment() {}

  /**
   * The best pairing.
   *
   * @param weights not negative, by row and column
   * @return for each row its column; -1 where it has none or only one of weight 0
   */
  public static int[] best(double[][] weights, int columns) {
    int rows = weights.length;
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, -1);
    if (rows == 0 || columns == 0) {
      return columnOf;
    }
    boolean swapped = rows > columns;
    int n = swapped ? columns : rows;
    int m = swapped ? rows : columns;
    int[] rowOf = solve(weights, n, m, swapped);
    for (int j = 1; j <= m; j++) {
      if (rowOf[j] > 0) {
        int row = swapped ? j - 1 : rowOf[j] - 1;
        int column = swapped ? rowOf[j] - 1 : j - 1;
        columnOf[row] = weights[row][column] > 0 ? column : -1;
      }
    }
    return columnOf;
  }

  /** Rows by column, both from 1; n is at most m. Costs are the negative weights. */
  private static int[] solve(double[][] weights, int n, int m, boolean swapped) {
    double[] u = new double[n + 1];
    double[] v = new double[m + 1];
    int[] rowOf = new int[m + 1];
    int[] way = new int[m + 1];
    for (int i = 1; i <= n; i++) {
      rowOf[0] = i;
      int column = 0;
      double[] least = new double[m + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      boolean[] used = new boolean[m + 1];
      do {
        used[column] = true;
        int row = rowOf[column];
        double delta = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int j = 1; j <= m; j++) {
          if (!used[j]) {
            double weight = swapped ? weights[j - 1][row - 1] : weights[row - 1][j - 1];
            double reduced = -weight - u[row] - v[j];
            if (reduced < least[j]) {
              least[j] = reduced;
              way[j] = column;
            }
            if (least[j] < delta) {
              delta = least[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= m; j++) {
          if (used[j]) {
            u[rowOf[j]] += delta;
            v[j] -= delta;
          } else {
            least[j] -= delta;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int previous = way[column];
        rowOf[column] = rowOf[previous];
        column = previous;
      }
    }
    return rowOf;
  }

  /** The sum of the weights of a pairing. */
  public static double sum(double[][] weights, int[] columnOf) {
    double sum = 0;
    for (int row = 0; row < columnOf.length; row++) {
      sum += columnOf[row] < 0 ? 0 : weights[row][columnOf[row]];
    }
    return sum;
  }
}
