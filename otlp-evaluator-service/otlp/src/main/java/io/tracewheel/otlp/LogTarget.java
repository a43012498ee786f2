// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * What a log record takes from the span it belongs to, kept beyond the span's request. Immutable as
 * long as nobody writes to its bytes.
 *
 * @param traceId of the span
 * @param spanId of the span
 * @param resource content of its {@code Resource} message; may be empty
 * @param resourceSchemaUrl schema of the resource in UTF-8; may be empty
 */
public record LogTarget(
    ByteSlice traceId, ByteSlice spanId, ByteSlice resource, ByteSlice resourceSchemaUrl) {

  static final LogTarget NONE =
      new LogTarget(ByteSlice.EMPTY, ByteSlice.EMPTY, ByteSlice.EMPTY, ByteSlice.EMPTY);

  /** Copies what is needed of a span. */
  public static LogTarget of(SpanView span) {
    return new LogTarget(
        copy(span.traceId()),
        copy(span.spanId()),
        copy(span.resource()),
        copy(span.resourceSchemaUrlBytes()));
  }

  boolean sameResource(LogTarget other) {
    return resource.contentEquals(other.resource)
        && resourceSchemaUrl.contentEquals(other.resourceSchemaUrl);
  }

  private static ByteSlice copy(ByteSlice bytes) {
    return bytes.isEmpty() ? ByteSlice.EMPTY : ByteSlice.of(bytes.toByteArray());
  }
}
