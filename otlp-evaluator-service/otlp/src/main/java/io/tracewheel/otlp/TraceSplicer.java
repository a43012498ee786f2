// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Arrays;
import java.util.Objects;

/**
 * Appends attributes to selected spans of a request without decoding it: the lengths of the
 * messages around are rewritten, every other byte is copied as it came, in runs as long as
 * possible. Attributes go to the end of their span; which keys are there already is the caller's to
 * ask ({@link SpanView#attributes}).
 *
 * <p>Use: {@link #begin}, then {@link #append} for spans in ascending order, then {@link #splice}.
 * Buffers are reused; not thread-safe.
 */
public final class TraceSplicer {
  private static final int SPAN_ATTRIBUTES = 9;

  /** Of a container in which nothing is edited, so that its length stays as it was written. */
  private static final int UNTOUCHED = Integer.MIN_VALUE;

  private final ByteBuilder added = new ByteBuilder();
  private final ByteBuilder out = new ByteBuilder();
  private final AttributeWriter writer = new AttributeWriter(added, SPAN_ATTRIBUTES);
  private TraceRequest request = new TraceRequest();

  /** Row of each edited span, and where in {@link #added} its attributes begin. */
  private int[] edited = new int[64];

  private int[] addedFrom = new int[65];
  private int edits;

  /** By how many bytes each container grows. */
  private int[] scopeGrowth = new int[16];

  private int[] resourceGrowth = new int[16];

  /** A splicer for one thread. */
  public TraceSplicer() {}

  /** Starts on a request that has been scanned; what was begun before is forgotten. */
  public void begin(TraceRequest scanned) {
    request = scanned;
    added.clear();
    edits = 0;
  }

  /**
   * Where attributes of a span go to.
   *
   * @param selectedIndex the span's position among the selected spans, not below that of the call
   *     before
   * @return a writer, good until the next call on this splicer
   */
  public AttributeWriter append(int selectedIndex) {
    Objects.checkIndex(selectedIndex, request.selectedCount());
    if (edits > 0 && edited[edits - 1] >= selectedIndex) {
      if (edited[edits - 1] == selectedIndex) {
        return writer;
      }
      throw new IllegalStateException("spans must be appended to in ascending order");
    }
    if (edits == edited.length) {
      edited = Arrays.copyOf(edited, 2 * edits);
      addedFrom = Arrays.copyOf(addedFrom, 2 * edits + 1);
    }
    edited[edits] = selectedIndex;
    addedFrom[edits] = added.size();
    edits++;
    return writer;
  }

  /**
   * Makes the new request.
   *
   * @return the request with the attributes, in a buffer that is good until the next call of this
   *     method; the request's own bytes if nothing was appended
   */
  public ByteSlice splice() {
    if (added.size() == 0) {
      return request.bytes();
    }
    addedFrom[edits] = added.size();
    SpanIndex index = request.index();
    int growth = computeGrowth(index);
    out.clear();
    out.ensure(Math.addExact(request.bytes().length(), growth));
    copy(index);
    return out.slice();
  }

  private int computeGrowth(SpanIndex index) {
    scopeGrowth = untouched(scopeGrowth, index.scopes());
    resourceGrowth = untouched(resourceGrowth, index.resources());
    for (int i = 0; i < edits; i++) {
      int row = edited[i];
      int more = addedFrom[i + 1] - addedFrom[i];
      if (more > 0) {
        add(
            scopeGrowth,
            index.span(row, SpanIndex.SPAN_SCOPE),
            growth(
                index.span(row, SpanIndex.SPAN_LENGTH_AT),
                index.span(row, SpanIndex.SPAN_START),
                index.span(row, SpanIndex.SPAN_END),
                more));
      }
    }
    for (int row = 0; row < index.scopes(); row++) {
      if (scopeGrowth[row] != UNTOUCHED) {
        add(
            resourceGrowth,
            index.scope(row, SpanIndex.PARENT),
            growth(
                index.scope(row, SpanIndex.LENGTH_AT),
                index.scope(row, SpanIndex.START),
                index.scope(row, SpanIndex.END),
                scopeGrowth[row]));
      }
    }
    int total = 0;
    for (int row = 0; row < index.resources(); row++) {
      if (resourceGrowth[row] != UNTOUCHED) {
        total +=
            growth(
                index.resource(row, SpanIndex.LENGTH_AT),
                index.resource(row, SpanIndex.START),
                index.resource(row, SpanIndex.END),
                resourceGrowth[row]);
      }
    }
    return total;
  }

  private static void add(int[] growth, int row, int more) {
    growth[row] = growth[row] == UNTOUCHED ? more : growth[row] + more;
  }

  /**
   * By how much a message and its length grow when its content grows; below zero if the length was
   * written in more bytes than it needs.
   */
  private static int growth(int lengthAt, int start, int end, int contentGrowth) {
    int size = ByteBuilder.varintSize(Math.addExact(end - start, contentGrowth));
    return Math.addExact(contentGrowth, size - (start - lengthAt));
  }

  private static int[] untouched(int[] numbers, int size) {
    int[] fitting = size > numbers.length ? new int[Math.max(size, 2 * numbers.length)] : numbers;
    Arrays.fill(fitting, 0, size, UNTOUCHED);
    return fitting;
  }

  private void copy(SpanIndex index) {
    byte[] bytes = request.bytes().array();
    int done = request.bytes().offset();
    int scope = -1;
    int resource = -1;
    for (int i = 0; i < edits; i++) {
      if (addedFrom[i + 1] == addedFrom[i]) {
        continue;
      }
      int row = edited[i];
      int spanScope = index.span(row, SpanIndex.SPAN_SCOPE);
      if (spanScope != scope) {
        scope = spanScope;
        int scopeResource = index.scope(scope, SpanIndex.PARENT);
        if (scopeResource != resource) {
          resource = scopeResource;
          int lengthAt = index.resource(resource, SpanIndex.LENGTH_AT);
          out.put(bytes, done, lengthAt - done);
          done = index.resource(resource, SpanIndex.START);
          out.varint(
              index.resource(resource, SpanIndex.END) - (long) done + resourceGrowth[resource]);
        }
        int lengthAt = index.scope(scope, SpanIndex.LENGTH_AT);
        out.put(bytes, done, lengthAt - done);
        done = index.scope(scope, SpanIndex.START);
        out.varint(index.scope(scope, SpanIndex.END) - (long) done + scopeGrowth[scope]);
      }
      int lengthAt = index.span(row, SpanIndex.SPAN_LENGTH_AT);
      out.put(bytes, done, lengthAt - done);
      int start = index.span(row, SpanIndex.SPAN_START);
      int end = index.span(row, SpanIndex.SPAN_END);
      int more = addedFrom[i + 1] - addedFrom[i];
      out.varint(end - (long) start + more);
      out.put(bytes, start, end - start);
      out.put(added.array(), addedFrom[i], more);
      done = end;
    }
    int end = request.bytes().offset() + request.bytes().length();
    out.put(bytes, done, end - done);
  }
}
