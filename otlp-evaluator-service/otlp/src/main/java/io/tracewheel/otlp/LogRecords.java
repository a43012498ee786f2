// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.ArrayList;
import java.util.List;

/** Finds the log records of a request that may belong to spans. */
public final class LogRecords {
  private static final int RESOURCE_LOGS = 1;
  private static final int SCOPE_LOGS = 2;
  private static final int RECORD = 2;

  private LogRecords() {}

  /**
   * The log records whose event name matches, in the order of the request.
   *
   * @param exportLogsServiceRequest protobuf bytes, uncompressed; looked into, not copied
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit
   */
  public static List<LogRecordView> named(
      AttributeKeys eventNames, ByteSlice exportLogsServiceRequest, ScanLimits limits)
      throws MalformedOtlpException {
    List<LogRecordView> records = new ArrayList<>();
    for (ByteSlice message : messages(exportLogsServiceRequest, limits)) {
      LogRecordView record = LogRecordView.read(message);
      if (eventNames.matches(record.eventName())) {
        records.add(record);
      }
    }
    return records;
  }

  /** The contents of all {@code LogRecord} messages, in the order of the request. */
  static List<ByteSlice> messages(ByteSlice exportLogsServiceRequest, ScanLimits limits)
      throws MalformedOtlpException {
    new RequestCheck().items(Signal.LOGS, exportLogsServiceRequest, limits);
    List<ByteSlice> records = new ArrayList<>();
    FieldReader resource = fields(exportLogsServiceRequest);
    while (resource.next()) {
      if (resource.is(RESOURCE_LOGS, WireCursor.LENGTH)) {
        FieldReader scope = fields(resource.slice());
        while (scope.next()) {
          if (scope.is(SCOPE_LOGS, WireCursor.LENGTH)) {
            FieldReader field = fields(scope.slice());
            while (field.next()) {
              if (field.is(RECORD, WireCursor.LENGTH)) {
                records.add(field.slice());
              }
            }
          }
        }
      }
    }
    return records;
  }

  private static FieldReader fields(ByteSlice message) {
    return new FieldReader(message.array(), message.offset(), message.offset() + message.length());
  }
}
