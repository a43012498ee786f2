// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.ArrayList;
import java.util.List;

/**
 * Single spans and log records out of their requests, for who keeps them longer than the request.
 * Buffers are reused; not thread-safe.
 */
public final class Excerpts {
  private final MessageBuilder message = new MessageBuilder();

  /** Excerpts for one thread. */
  public Excerpts() {}

  /**
   * A trace request with one span, its resource and its scope, and nothing else. Unknown fields
   * beside them are left out.
   */
  public ByteSlice of(SpanView span) {
    message.clear();
    message.open(1);
    message.bytes(1, span.resource());
    message.open(2);
    message.bytes(1, span.scope());
    message.bytes(2, span.message());
    if (!span.scopeSchemaUrl().isEmpty()) {
      message.utf8(3, span.scopeSchemaUrl());
    }
    message.close();
    if (!span.resourceSchemaUrlBytes().isEmpty()) {
      message.bytes(3, span.resourceSchemaUrlBytes());
    }
    message.close();
    return ByteSlice.of(message.finish().toByteArray());
  }

  /**
   * A logs request with one record, without resource and scope.
   *
   * @param record the content of a {@code LogRecord} message
   */
  public ByteSlice ofRecord(ByteSlice record) {
    message.clear();
    message.open(1);
    message.open(2);
    message.bytes(2, record);
    message.close();
    message.close();
    return ByteSlice.of(message.finish().toByteArray());
  }

  /**
   * Copies of the log records of a request that have such an event name, in its order, each in
   * bytes of its own.
   *
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit
   */
  public static List<Copied> records(
      AttributeKeys eventNames, ByteSlice exportLogsServiceRequest, ScanLimits limits)
      throws MalformedOtlpException {
    List<Copied> copies = new ArrayList<>();
    for (ByteSlice record : LogRecords.messages(exportLogsServiceRequest, limits)) {
      if (eventNames.matches(LogRecordView.read(record).eventName())) {
        ByteSlice own = ByteSlice.of(record.toByteArray());
        copies.add(new Copied(LogRecordView.read(own), own));
      }
    }
    return copies;
  }

  /**
   * A log record in bytes of its own.
   *
   * @param message the content of its {@code LogRecord} message
   */
  public record Copied(LogRecordView record, ByteSlice message) {}
}
