// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * Builds an {@code ExportLogsServiceRequest} whose records belong to spans of a trace request: each
 * record carries its span's trace id and span id, and the span's resource (copied as bytes, unknown
 * fields included) is the records' resource. The scope is the writer's own.
 *
 * <p>Use: {@link #begin}, {@link #add} for each record, {@link #finish}. Records of spans in the
 * order of their request share one {@code ResourceLogs} per resource. Buffers are reused; not
 * thread-safe.
 */
public final class LogRecordsWriter {
  private static final int RECORD_ATTRIBUTES = 6;

  private final String scopeName;
  private final String scopeVersion;
  private final MessageBuilder out = new MessageBuilder();
  private final AttributeWriter writer = new AttributeWriter(out.raw(), RECORD_ATTRIBUTES);
  private int openResource = -1;
  private LogTarget openTarget = LogTarget.NONE;
  private int records;

  /**
   * A writer for one thread.
   *
   * @param scopeName name of the instrumentation scope of all records
   * @param scopeVersion its version; empty for none
   */
  public LogRecordsWriter(String scopeName, String scopeVersion) {
    this.scopeName = scopeName;
    this.scopeVersion = scopeVersion;
  }

  /** Starts a new request; what was written before is forgotten. */
  public void begin() {
    out.clear();
    openResource = -1;
    openTarget = LogTarget.NONE;
    records = 0;
  }

  /** Number of records so far. */
  public int records() {
    return records;
  }

  /**
   * Adds a record.
   *
   * @param span whose ids and resource the record takes
   * @param timeUnixNano when it happened, in nanoseconds since 1970 (unsigned)
   * @param observedTimeUnixNano when it was seen, in nanoseconds since 1970 (unsigned)
   * @param severityNumber OTLP's severity number, 1 to 24 (9 is INFO, 13 is WARN)
   * @param eventName name of the event
   * @return where the record's attributes go to, good until the next call on this writer
   */
  public AttributeWriter add(
      SpanView span,
      long timeUnixNano,
      long observedTimeUnixNano,
      int severityNumber,
      String eventName) {
    closeRecord();
    if (span.resourceIndex() != openResource) {
      closeResource();
      openResource = span.resourceIndex();
      openTarget = LogTarget.NONE;
      openResource(span.resource(), span.resourceSchemaUrlBytes());
    }
    return record(
        span.traceId(),
        span.spanId(),
        timeUnixNano,
        observedTimeUnixNano,
        severityNumber,
        eventName);
  }

  /** Adds a record of a span whose request is gone; otherwise as the other {@code add}. */
  public AttributeWriter add(
      LogTarget target,
      long timeUnixNano,
      long observedTimeUnixNano,
      int severityNumber,
      String eventName) {
    closeRecord();
    if (out.depth() == 0 || openTarget == LogTarget.NONE || !openTarget.sameResource(target)) {
      closeResource();
      openResource = -1;
      openTarget = target;
      openResource(target.resource(), target.resourceSchemaUrl());
    }
    return record(
        target.traceId(),
        target.spanId(),
        timeUnixNano,
        observedTimeUnixNano,
        severityNumber,
        eventName);
  }

  private AttributeWriter record(
      ByteSlice traceId,
      ByteSlice spanId,
      long timeUnixNano,
      long observedTimeUnixNano,
      int severityNumber,
      String eventName) {
    out.open(2);
    out.fixed64(1, timeUnixNano);
    out.varint(2, severityNumber);
    out.bytes(9, traceId);
    out.bytes(10, spanId);
    out.fixed64(11, observedTimeUnixNano);
    out.utf8(12, eventName);
    records++;
    return writer;
  }

  /**
   * Ends the request.
   *
   * @return the request's protobuf bytes, in a buffer that is good until the next call of this
   *     method; empty if there are no records
   */
  public ByteSlice finish() {
    closeRecord();
    closeResource();
    return out.finish();
  }

  private void openResource(ByteSlice resource, ByteSlice schemaUrl) {
    out.open(1);
    if (!resource.isEmpty()) {
      out.bytes(1, resource);
    }
    if (!schemaUrl.isEmpty()) {
      out.bytes(3, schemaUrl);
    }
    out.open(2);
    out.open(1);
    out.utf8(1, scopeName);
    if (!scopeVersion.isEmpty()) {
      out.utf8(2, scopeVersion);
    }
    out.close();
  }

  private void closeRecord() {
    if (out.depth() == 3) {
      out.close();
    }
  }

  private void closeResource() {
    if (out.depth() == 2) {
      out.close();
      out.close();
    }
  }
}
