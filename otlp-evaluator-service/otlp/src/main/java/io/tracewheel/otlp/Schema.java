// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of OTLP 1.11.0 as data: field numbers, JSON names and types. One table serves the
 * well-formedness check, the JSON reader and the JSON writer. Field numbers: opentelemetry-proto
 * 1.11.0, held against its published descriptors by a test.
 */
final class Schema {

  /** How a field is written, on the wire and in JSON. */
  enum Type {
    STRING(2),
    BYTES(2),
    /** Bytes that OTLP/JSON writes as hexadecimal digits. */
    ID(2),
    MESSAGE(2),
    BOOL(0),
    ENUM(0),
    INT32(0),
    UINT32(0),
    SINT32(0),
    INT64(0),
    UINT64(0),
    FIXED32(5),
    FIXED64(1),
    SFIXED64(1),
    DOUBLE(1);

    final int wireType;

    Type(int wireType) {
      this.wireType = wireType;
    }
  }

  /** How often a field may occur, and whether its zero value says something. */
  enum Presence {
    /** A zero value is the same as none. */
    IMPLICIT,
    /** A zero value says something: proto3 {@code optional}, and sub-messages. */
    EXPLICIT,
    /** One of several fields of which the last on the wire counts. */
    ONEOF,
    REPEATED
  }

  /** One field. */
  static final class Field {
    final int number;
    final String jsonName;
    final Type type;
    final Presence presence;
    final @Nullable Message message;

    Field(int number, String jsonName, Type type, Presence presence, @Nullable Message message) {
      this.number = number;
      this.jsonName = jsonName;
      this.type = type;
      this.presence = presence;
      this.message = message;
    }

    boolean repeated() {
      return presence == Presence.REPEATED;
    }

    /** True if values may come packed into one length-delimited run. */
    boolean packable() {
      return repeated() && type.wireType != 2;
    }

    int tag() {
      return number << 3 | type.wireType;
    }

    /** The message type; only for fields of type {@link Type#MESSAGE}. */
    Message messageType() {
      if (message == null) {
        throw new IllegalStateException(jsonName + " is no message");
      }
      return message;
    }
  }

  /** One message type. */
  static final class Message {
    final String name;

    /** True for what is counted in a request: span, log record, data point, profile. */
    final boolean item;

    private final Map<String, Field> byJsonName = new HashMap<>();
    private @Nullable Field[] byNumber = new Field[0];
    private Field[] inOrder = new Field[0];

    private Message(String name, boolean item) {
      this.name = name;
      this.item = item;
    }

    private Message field(
        int number, String jsonName, Type type, Presence presence, @Nullable Message message) {
      Field field = new Field(number, jsonName, type, presence, message);
      if (byNumber.length <= number) {
        byNumber = java.util.Arrays.copyOf(byNumber, number + 1);
      }
      byNumber[number] = field;
      byJsonName.put(jsonName, field);
      inOrder = java.util.Arrays.copyOf(inOrder, inOrder.length + 1);
      inOrder[inOrder.length - 1] = field;
      return this;
    }

    private Message one(int number, String jsonName, Type type) {
      return field(number, jsonName, type, Presence.IMPLICIT, null);
    }

    private Message one(int number, String jsonName, Message message) {
      return field(number, jsonName, Type.MESSAGE, Presence.EXPLICIT, message);
    }

    private Message optional(int number, String jsonName, Type type) {
      return field(number, jsonName, type, Presence.EXPLICIT, null);
    }

    private Message oneof(int number, String jsonName, Type type) {
      return field(number, jsonName, type, Presence.ONEOF, null);
    }

    private Message oneof(int number, String jsonName, Message message) {
      return field(number, jsonName, Type.MESSAGE, Presence.ONEOF, message);
    }

    private Message many(int number, String jsonName, Type type) {
      return field(number, jsonName, type, Presence.REPEATED, null);
    }

    private Message many(int number, String jsonName, Message message) {
      return field(number, jsonName, Type.MESSAGE, Presence.REPEATED, message);
    }

    /** The field of a number; null if this version of OTLP has none. */
    @Nullable Field field(int number) {
      return number < byNumber.length ? byNumber[number] : null;
    }

    /** The field of a JSON name; null if this version of OTLP has none. */
    @Nullable Field field(String jsonName) {
      return byJsonName.get(jsonName);
    }

    /** All fields, in the order in which JSON is written. */
    Field[] fields() {
      return inOrder;
    }
  }

  private static Message message(String name) {
    return new Message(name, false);
  }

  private static Message item(String name) {
    return new Message(name, true);
  }

  static final Message ANY_VALUE = message("AnyValue");
  static final Message KEY_VALUE = message("KeyValue");
  static final Message SCOPE = message("InstrumentationScope");
  static final Message RESOURCE = message("Resource");

  static final Message SPAN = item("Span");
  static final Message EVENT = message("Event");
  static final Message LINK = message("Link");
  static final Message STATUS = message("Status");
  static final Message SCOPE_SPANS = message("ScopeSpans");
  static final Message RESOURCE_SPANS = message("ResourceSpans");
  static final Message TRACES_REQUEST = message("ExportTraceServiceRequest");

  static final Message LOG_RECORD = item("LogRecord");
  static final Message LOGS_REQUEST = message("ExportLogsServiceRequest");
  static final Message METRICS_REQUEST = message("ExportMetricsServiceRequest");
  static final Message PROFILES_REQUEST = message("ExportProfilesServiceRequest");

  static {
    common();
    traces();
    logs();
    metrics();
    profiles();
  }

  private Schema() {}

  private static void common() {
    ANY_VALUE
        .oneof(1, "stringValue", Type.STRING)
        .oneof(2, "boolValue", Type.BOOL)
        .oneof(3, "intValue", Type.INT64)
        .oneof(4, "doubleValue", Type.DOUBLE)
        .oneof(5, "arrayValue", message("ArrayValue").many(1, "values", ANY_VALUE))
        .oneof(6, "kvlistValue", message("KeyValueList").many(1, "values", KEY_VALUE))
        .oneof(7, "bytesValue", Type.BYTES)
        .oneof(8, "stringValueStrindex", Type.INT32);
    KEY_VALUE
        .one(1, "key", Type.STRING)
        .one(2, "value", ANY_VALUE)
        .one(3, "keyStrindex", Type.INT32);
    SCOPE
        .one(1, "name", Type.STRING)
        .one(2, "version", Type.STRING)
        .many(3, "attributes", KEY_VALUE)
        .one(4, "droppedAttributesCount", Type.UINT32);
    RESOURCE
        .many(1, "attributes", KEY_VALUE)
        .one(2, "droppedAttributesCount", Type.UINT32)
        .many(
            3,
            "entityRefs",
            message("EntityRef")
                .one(1, "schemaUrl", Type.STRING)
                .one(2, "type", Type.STRING)
                .many(3, "idKeys", Type.STRING)
                .many(4, "descriptionKeys", Type.STRING));
  }

  private static void traces() {
    EVENT
        .one(1, "timeUnixNano", Type.FIXED64)
        .one(2, "name", Type.STRING)
        .many(3, "attributes", KEY_VALUE)
        .one(4, "droppedAttributesCount", Type.UINT32);
    LINK.one(1, "traceId", Type.ID)
        .one(2, "spanId", Type.ID)
        .one(3, "traceState", Type.STRING)
        .many(4, "attributes", KEY_VALUE)
        .one(5, "droppedAttributesCount", Type.UINT32)
        .one(6, "flags", Type.FIXED32);
    STATUS.one(2, "message", Type.STRING).one(3, "code", Type.ENUM);
    SPAN.one(1, "traceId", Type.ID)
        .one(2, "spanId", Type.ID)
        .one(3, "traceState", Type.STRING)
        .one(4, "parentSpanId", Type.ID)
        .one(16, "flags", Type.FIXED32)
        .one(5, "name", Type.STRING)
        .one(6, "kind", Type.ENUM)
        .one(7, "startTimeUnixNano", Type.FIXED64)
        .one(8, "endTimeUnixNano", Type.FIXED64)
        .many(9, "attributes", KEY_VALUE)
        .one(10, "droppedAttributesCount", Type.UINT32)
        .many(11, "events", EVENT)
        .one(12, "droppedEventsCount", Type.UINT32)
        .many(13, "links", LINK)
        .one(14, "droppedLinksCount", Type.UINT32)
        .one(15, "status", STATUS);
    SCOPE_SPANS.one(1, "scope", SCOPE).many(2, "spans", SPAN).one(3, "schemaUrl", Type.STRING);
    RESOURCE_SPANS
        .one(1, "resource", RESOURCE)
        .many(2, "scopeSpans", SCOPE_SPANS)
        .one(3, "schemaUrl", Type.STRING);
    TRACES_REQUEST.many(1, "resourceSpans", RESOURCE_SPANS);
  }

  private static void logs() {
    LOG_RECORD
        .one(1, "timeUnixNano", Type.FIXED64)
        .one(11, "observedTimeUnixNano", Type.FIXED64)
        .one(2, "severityNumber", Type.ENUM)
        .one(3, "severityText", Type.STRING)
        .one(5, "body", ANY_VALUE)
        .many(6, "attributes", KEY_VALUE)
        .one(7, "droppedAttributesCount", Type.UINT32)
        .one(8, "flags", Type.FIXED32)
        .one(9, "traceId", Type.ID)
        .one(10, "spanId", Type.ID)
        .one(12, "eventName", Type.STRING);
    Message scopeLogs =
        message("ScopeLogs")
            .one(1, "scope", SCOPE)
            .many(2, "logRecords", LOG_RECORD)
            .one(3, "schemaUrl", Type.STRING);
    LOGS_REQUEST.many(
        1,
        "resourceLogs",
        message("ResourceLogs")
            .one(1, "resource", RESOURCE)
            .many(2, "scopeLogs", scopeLogs)
            .one(3, "schemaUrl", Type.STRING));
  }

  private static void metrics() {
    Message exemplar =
        message("Exemplar")
            .many(7, "filteredAttributes", KEY_VALUE)
            .one(2, "timeUnixNano", Type.FIXED64)
            .oneof(3, "asDouble", Type.DOUBLE)
            .oneof(6, "asInt", Type.SFIXED64)
            .one(4, "spanId", Type.ID)
            .one(5, "traceId", Type.ID);
    Message number =
        item("NumberDataPoint")
            .many(7, "attributes", KEY_VALUE)
            .one(2, "startTimeUnixNano", Type.FIXED64)
            .one(3, "timeUnixNano", Type.FIXED64)
            .oneof(4, "asDouble", Type.DOUBLE)
            .oneof(6, "asInt", Type.SFIXED64)
            .many(5, "exemplars", exemplar)
            .one(8, "flags", Type.UINT32);
    Message histogram =
        item("HistogramDataPoint")
            .many(9, "attributes", KEY_VALUE)
            .one(2, "startTimeUnixNano", Type.FIXED64)
            .one(3, "timeUnixNano", Type.FIXED64)
            .one(4, "count", Type.FIXED64)
            .optional(5, "sum", Type.DOUBLE)
            .many(6, "bucketCounts", Type.FIXED64)
            .many(7, "explicitBounds", Type.DOUBLE)
            .many(8, "exemplars", exemplar)
            .one(10, "flags", Type.UINT32)
            .optional(11, "min", Type.DOUBLE)
            .optional(12, "max", Type.DOUBLE);
    Message buckets =
        message("Buckets").one(1, "offset", Type.SINT32).many(2, "bucketCounts", Type.UINT64);
    Message exponential =
        item("ExponentialHistogramDataPoint")
            .many(1, "attributes", KEY_VALUE)
            .one(2, "startTimeUnixNano", Type.FIXED64)
            .one(3, "timeUnixNano", Type.FIXED64)
            .one(4, "count", Type.FIXED64)
            .optional(5, "sum", Type.DOUBLE)
            .one(6, "scale", Type.SINT32)
            .one(7, "zeroCount", Type.FIXED64)
            .one(8, "positive", buckets)
            .one(9, "negative", buckets)
            .one(10, "flags", Type.UINT32)
            .many(11, "exemplars", exemplar)
            .optional(12, "min", Type.DOUBLE)
            .optional(13, "max", Type.DOUBLE)
            .one(14, "zeroThreshold", Type.DOUBLE);
    Message summary =
        item("SummaryDataPoint")
            .many(7, "attributes", KEY_VALUE)
            .one(2, "startTimeUnixNano", Type.FIXED64)
            .one(3, "timeUnixNano", Type.FIXED64)
            .one(4, "count", Type.FIXED64)
            .one(5, "sum", Type.DOUBLE)
            .many(
                6,
                "quantileValues",
                message("ValueAtQuantile")
                    .one(1, "quantile", Type.DOUBLE)
                    .one(2, "value", Type.DOUBLE))
            .one(8, "flags", Type.UINT32);
    Message metric =
        message("Metric")
            .one(1, "name", Type.STRING)
            .one(2, "description", Type.STRING)
            .one(3, "unit", Type.STRING)
            .oneof(5, "gauge", message("Gauge").many(1, "dataPoints", number))
            .oneof(
                7,
                "sum",
                message("Sum")
                    .many(1, "dataPoints", number)
                    .one(2, "aggregationTemporality", Type.ENUM)
                    .one(3, "isMonotonic", Type.BOOL))
            .oneof(
                9,
                "histogram",
                message("Histogram")
                    .many(1, "dataPoints", histogram)
                    .one(2, "aggregationTemporality", Type.ENUM))
            .oneof(
                10,
                "exponentialHistogram",
                message("ExponentialHistogram")
                    .many(1, "dataPoints", exponential)
                    .one(2, "aggregationTemporality", Type.ENUM))
            .oneof(11, "summary", message("Summary").many(1, "dataPoints", summary))
            .many(12, "metadata", KEY_VALUE);
    Message scopeMetrics =
        message("ScopeMetrics")
            .one(1, "scope", SCOPE)
            .many(2, "metrics", metric)
            .one(3, "schemaUrl", Type.STRING);
    METRICS_REQUEST.many(
        1,
        "resourceMetrics",
        message("ResourceMetrics")
            .one(1, "resource", RESOURCE)
            .many(2, "scopeMetrics", scopeMetrics)
            .one(3, "schemaUrl", Type.STRING));
  }

  private static void profiles() {
    Message valueType =
        message("ValueType").one(1, "typeStrindex", Type.INT32).one(2, "unitStrindex", Type.INT32);
    Message sample =
        message("Sample")
            .one(1, "stackIndex", Type.INT32)
            .many(2, "attributeIndices", Type.INT32)
            .one(3, "linkIndex", Type.INT32)
            .many(4, "values", Type.INT64)
            .many(5, "timestampsUnixNano", Type.FIXED64);
    Message profile =
        item("Profile")
            .one(1, "sampleType", valueType)
            .many(2, "samples", sample)
            .one(3, "timeUnixNano", Type.FIXED64)
            .one(4, "durationNano", Type.UINT64)
            .one(5, "periodType", valueType)
            .one(6, "period", Type.INT64)
            .one(7, "profileId", Type.ID)
            .one(8, "droppedAttributesCount", Type.UINT32)
            .one(9, "originalPayloadFormat", Type.STRING)
            .one(10, "originalPayload", Type.BYTES)
            .many(11, "attributeIndices", Type.INT32);
    Message mapping =
        message("Mapping")
            .one(1, "memoryStart", Type.UINT64)
            .one(2, "memoryLimit", Type.UINT64)
            .one(3, "fileOffset", Type.UINT64)
            .one(4, "filenameStrindex", Type.INT32)
            .many(5, "attributeIndices", Type.INT32);
    Message line =
        message("Line")
            .one(1, "functionIndex", Type.INT32)
            .one(2, "line", Type.INT64)
            .one(3, "column", Type.INT64);
    Message location =
        message("Location")
            .one(1, "mappingIndex", Type.INT32)
            .one(2, "address", Type.UINT64)
            .many(3, "lines", line)
            .many(4, "attributeIndices", Type.INT32);
    Message function =
        message("Function")
            .one(1, "nameStrindex", Type.INT32)
            .one(2, "systemNameStrindex", Type.INT32)
            .one(3, "filenameStrindex", Type.INT32)
            .one(4, "startLine", Type.INT64);
    Message dictionary =
        message("ProfilesDictionary")
            .many(1, "mappingTable", mapping)
            .many(2, "locationTable", location)
            .many(3, "functionTable", function)
            .many(
                4,
                "linkTable",
                message("ProfileLink").one(1, "traceId", Type.ID).one(2, "spanId", Type.ID))
            .many(5, "stringTable", Type.STRING)
            .many(
                6,
                "attributeTable",
                message("KeyValueAndUnit")
                    .one(1, "keyStrindex", Type.INT32)
                    .one(2, "value", ANY_VALUE)
                    .one(3, "unitStrindex", Type.INT32))
            .many(7, "stackTable", message("Stack").many(1, "locationIndices", Type.INT32));
    Message scopeProfiles =
        message("ScopeProfiles")
            .one(1, "scope", SCOPE)
            .many(2, "profiles", profile)
            .one(3, "schemaUrl", Type.STRING);
    PROFILES_REQUEST
        .many(
            1,
            "resourceProfiles",
            message("ResourceProfiles")
                .one(1, "resource", RESOURCE)
                .many(2, "scopeProfiles", scopeProfiles)
                .one(3, "schemaUrl", Type.STRING))
        .one(2, "dictionary", dictionary);
  }
}
