// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Objects;

/**
 * An index of one {@code ExportTraceServiceRequest}: where its interesting ("selected") spans are.
 * The bytes are walked once, to the leaves; nothing is decoded, nothing is allocated for spans that
 * are only passed on. One object serves one request after another; {@link SpanView}s and slices
 * that it hands out are good until the next {@link #scan} and as long as the request's bytes stay
 * as they are.
 *
 * <p>Accepts what protobuf-java accepts, up to the limits, with one exception: strings are not
 * checked for being UTF-8, so that a span that is only passed on is passed on. Unknown fields are
 * kept and repeated singular fields are merged as protobuf does.
 *
 * <p>Not thread-safe.
 */
public final class TraceRequest {
  private final WireCursor cursor = new WireCursor();
  private final TraceScanner scanner = new TraceScanner(cursor);
  private ByteSlice bytes = ByteSlice.EMPTY;

  /** An index of the empty request. */
  public TraceRequest() {}

  /**
   * Indexes a request; what was indexed before is forgotten, also when this one is refused.
   *
   * @param request the request's protobuf bytes, uncompressed; looked into, not copied
   * @param interesting a span is selected if a key of its attributes, or the name of one of its
   *     events, matches
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit
   */
  public void scan(ByteSlice request, AttributeKeys interesting, ScanLimits limits)
      throws MalformedOtlpException {
    bytes = request;
    try {
      scanner.scan(request, interesting, limits);
    } catch (MalformedOtlpException e) {
      scanner.clear();
      bytes = ByteSlice.EMPTY;
      throw new MalformedOtlpException(
          e.reason(),
          e.position(),
          WireCheck.path(Schema.TRACES_REQUEST, request, cursor.index(e), limits));
    }
  }

  /** The request that was indexed. */
  public ByteSlice bytes() {
    return bytes;
  }

  /** Number of spans in the request. */
  public int spanCount() {
    return scanner.spans();
  }

  /** Number of spans that were selected. */
  public int selectedCount() {
    return scanner.index().spans();
  }

  /**
   * Number of spans whose trace id has not 16 bytes, whose span id has not 8, or with an id of
   * zeros only. OTLP calls such spans invalid; whether to pass them on is the caller's decision.
   */
  public int spansWithInvalidIds() {
    return scanner.spansWithInvalidIds();
  }

  /**
   * One of the selected spans, in the order of the request.
   *
   * @param index 0 to {@link #selectedCount} - 1
   * @throws IndexOutOfBoundsException if there is no such span
   */
  public SpanView selected(int index) {
    Objects.checkIndex(index, selectedCount());
    return new SpanView(bytes.array(), scanner.index(), index);
  }

  SpanIndex index() {
    return scanner.index();
  }
}
