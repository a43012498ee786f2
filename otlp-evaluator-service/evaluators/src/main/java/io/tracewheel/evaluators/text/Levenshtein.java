// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.Arrays;
import java.util.List;

/**
 * {@code levenshtein}: {@code 1 - d / max(m, n)}, where d is the least number of characters (code
 * points) to insert, remove or replace (Levenshtein 1966) and m and n are the lengths; two empty
 * texts are alike.
 *
 * <p>Cost is bounded: a band around the diagonal is filled and doubled until the distance fits into
 * it (Ukkonen 1985), up to {@link Likeness#MAX_CELLS} cells in all. Texts up to 1,000 characters
 * always fit; longer ones do as far as they are alike.
 */
record Levenshtein() implements Likeness {
  private static final int FIRST_BAND = 32;

  @Override
  public String id() {
    return "levenshtein";
  }

  @Override
  public double of(String answer, List<String> expected) {
    return Likeness.best(expected, text -> likeness(answer, text));
  }

  private static double likeness(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    int longer = Math.max(left.length, right.length);
    if (longer == 0) {
      return 1;
    }
    int distance = distance(left, right);
    return distance < 0 ? Double.NaN : 1 - (double) distance / longer;
  }

  /** The distance; -1 when it would cost too much. */
  static int distance(int[] a, int[] b) {
    int start = 0;
    int endA = a.length;
    int endB = b.length;
    while (start < endA && start < endB && a[start] == b[start]) {
      start++;
    }
    while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) {
      endA--;
      endB--;
    }
    int[] left = Arrays.copyOfRange(a, start, endA);
    int[] right = Arrays.copyOfRange(b, start, endB);
    return left.length <= right.length ? doubling(left, right) : doubling(right, left);
  }

  private static int doubling(int[] shorter, int[] longer) {
    if (shorter.length == 0) {
      return longer.length;
    }
    long cells = 0;
    int band = Math.max(FIRST_BAND, longer.length - shorter.length);
    while (true) {
      band = Math.min(band, longer.length);
      cells += (long) shorter.length * Math.min(longer.length, 2L * band + 1);
      if (cells > MAX_CELLS) {
        return -1;
      }
      int distance = banded(shorter, longer, band);
      if (distance <= band) {
        return distance;
      }
      band *= 2;
    }
  }

  /** The distance where it is at most the band, else something larger than the band. */
  private static int banded(int[] a, int[] b, int band) {
    int far = a.length + b.length + 1;
    int[] above = new int[b.length + 1];
    int[] row = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      above[j] = j <= band ? j : far;
    }
    for (int i = 1; i <= a.length; i++) {
      int from = Math.max(1, i - band);
      int to = Math.min(b.length, i + band);
      row[from - 1] = from == 1 && i <= band ? i : far;
      for (int j = from; j <= to; j++) {
        int replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
      }
      if (to < b.length) {
        row[to + 1] = far;
      }
      int[] swap = above;
      above = row;
      row = swap;
    }
    return above[b.length];
  }
}
