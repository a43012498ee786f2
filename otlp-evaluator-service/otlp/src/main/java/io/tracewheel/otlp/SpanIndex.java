// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Arrays;

/**
 * Positions of the selected spans and of the messages around them, in rows of numbers that are
 * reused. All positions are indexes into the request's array.
 */
final class SpanIndex {
  /** A span's row. */
  static final int SPAN_LENGTH_AT = 0;

  static final int SPAN_START = 1;
  static final int SPAN_END = 2;
  static final int SPAN_SCOPE = 3;
  private static final int SPAN_ROW = 4;

  /** The row of a container: ScopeSpans or ResourceSpans. */
  static final int LENGTH_AT = 0;

  static final int START = 1;
  static final int END = 2;

  /** The container's own scope or resource: last one, and how often it occurs. */
  static final int OWNER_START = 3;

  static final int OWNER_END = 4;
  static final int OWNER_COUNT = 5;
  static final int URL_START = 6;
  static final int URL_END = 7;

  /** Of a ScopeSpans: row number of its ResourceSpans. */
  static final int PARENT = 8;

  private static final int CONTAINER_ROW = 9;
  private static final int SMALLEST = 256;
  private static final int USES_BEFORE_SHRINK = 32;

  private int[] spanRows = new int[SMALLEST];
  private int[] scopeRows = new int[SMALLEST];
  private int[] resourceRows = new int[SMALLEST];
  private int spans;
  private int scopes;
  private int resources;
  private int smallUses;

  void clear() {
    if (spanRows.length > SMALLEST * 16 && spans * SPAN_ROW < spanRows.length / 4) {
      if (++smallUses == USES_BEFORE_SHRINK) {
        spanRows = new int[spanRows.length / 2];
        scopeRows = new int[SMALLEST];
        resourceRows = new int[SMALLEST];
        smallUses = 0;
      }
    } else {
      smallUses = 0;
    }
    spans = 0;
    scopes = 0;
    resources = 0;
  }

  /** Numbers held, used or not. */
  int capacity() {
    return spanRows.length + scopeRows.length + resourceRows.length;
  }

  int spans() {
    return spans;
  }

  int scopes() {
    return scopes;
  }

  int resources() {
    return resources;
  }

  int span(int row, int column) {
    return spanRows[row * SPAN_ROW + column];
  }

  int scope(int row, int column) {
    return scopeRows[row * CONTAINER_ROW + column];
  }

  int resource(int row, int column) {
    return resourceRows[row * CONTAINER_ROW + column];
  }

  void addSpan(int lengthAt, int start, int end, int scope) {
    int at = spans * SPAN_ROW;
    spanRows = withRoom(spanRows, at + SPAN_ROW);
    spanRows[at + SPAN_LENGTH_AT] = lengthAt;
    spanRows[at + SPAN_START] = start;
    spanRows[at + SPAN_END] = end;
    spanRows[at + SPAN_SCOPE] = scope;
    spans++;
  }

  int addResource() {
    resourceRows = withRoom(resourceRows, (resources + 1) * CONTAINER_ROW);
    return resources++;
  }

  int addScope(int resource) {
    int at = scopes * CONTAINER_ROW;
    scopeRows = withRoom(scopeRows, at + CONTAINER_ROW);
    scopeRows[at + PARENT] = resource;
    return scopes++;
  }

  void fillScope(int row, Container container) {
    container.fill(scopeRows, row * CONTAINER_ROW);
  }

  void fillResource(int row, Container container) {
    container.fill(resourceRows, row * CONTAINER_ROW);
  }

  private static int[] withRoom(int[] rows, int needed) {
    return needed <= rows.length ? rows : Arrays.copyOf(rows, rows.length * 2);
  }

  /** What is learnt about a ScopeSpans or ResourceSpans while walking it. */
  static final class Container {
    /** Row in the index; -1 until a span in it is selected. */
    int row;

    private int lengthAt;
    private int start;
    private int end;
    private int ownerStart;
    private int ownerEnd;
    private int ownerCount;
    private int urlStart;
    private int urlEnd;

    void begin(int newLengthAt, int newStart, int newEnd) {
      row = -1;
      lengthAt = newLengthAt;
      start = newStart;
      end = newEnd;
      ownerStart = newStart;
      ownerEnd = newStart;
      ownerCount = 0;
      urlStart = newStart;
      urlEnd = newStart;
    }

    void owner(int from, int to) {
      ownerStart = from;
      ownerEnd = to;
      ownerCount++;
    }

    void url(int from, int to) {
      urlStart = from;
      urlEnd = to;
    }

    private void fill(int[] rows, int at) {
      rows[at + LENGTH_AT] = lengthAt;
      rows[at + START] = start;
      rows[at + END] = end;
      rows[at + OWNER_START] = ownerStart;
      rows[at + OWNER_END] = ownerEnd;
      rows[at + OWNER_COUNT] = ownerCount;
      rows[at + URL_START] = urlStart;
      rows[at + URL_END] = urlEnd;
    }
  }
}
