// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.Arrays;
import java.util.List;

/**
 * What was found in one text, in order and without overlap; good until its detector looks at the
 * next text. Places are indexes in the array of the text.
 */
public final class Findings {
  private static final PrivateType[] TYPES = PrivateType.values();
  private static final int WIDTH = 4;

  private int[] rows = new int[WIDTH * 16];
  private int count;

  private final List<OwnPattern> own;

  Findings(List<OwnPattern> own) {
    this.own = own;
  }

  void clear() {
    count = 0;
  }

  /** Adds one; whatever order. */
  void add(PrivateType type, int start, int end, boolean bareNumber) {
    add(type.ordinal(), start, end, bareNumber);
  }

  /** Adds a match of one of the user's own patterns. */
  void addOwn(int pattern, int start, int end, boolean bareNumber) {
    add(TYPES.length + pattern, start, end, bareNumber);
  }

  private void add(int type, int start, int end, boolean bareNumber) {
    if (WIDTH * count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
    }
    int at = WIDTH * count++;
    rows[at] = start;
    rows[at + 1] = end;
    rows[at + 2] = type;
    rows[at + 3] = bareNumber ? 1 : 0;
  }

  /** Puts what two searches have found in order; what overlaps becomes one of the first's type. */
  void merge() {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Integer.compare(rows[WIDTH * a], rows[WIDTH * b]));
    int[] merged = new int[rows.length];
    int to = 0;
    for (int row : order) {
      int at = WIDTH * row;
      if (to > 0 && rows[at] < merged[to - WIDTH + 1]) {
        merged[to - WIDTH + 1] = Math.max(merged[to - WIDTH + 1], rows[at + 1]);
      } else {
        System.arraycopy(rows, at, merged, to, WIDTH);
        to += WIDTH;
      }
    }
    rows = merged;
    count = to / WIDTH;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Index of the first byte of a finding. */
  public int start(int index) {
    return rows[WIDTH * index];
  }

  /** Index after the last byte of a finding. */
  public int end(int index) {
    return rows[WIDTH * index + 1];
  }

  /** What a finding is. */
  public PrivateType type(int index) {
    int type = rows[WIDTH * index + 2];
    return type < TYPES.length ? TYPES[type] : PrivateType.CUSTOM;
  }

  /** The name of a finding's type, or of the user's own pattern. */
  public String name(int index) {
    int type = rows[WIDTH * index + 2];
    return type < TYPES.length ? TYPES[type].id() : own.get(type - TYPES.length).name();
  }

  /** Whether a finding is a number of JSON, where no text may stand without quotes. */
  boolean isBareNumber(int index) {
    return rows[WIDTH * index + 3] != 0;
  }
}
