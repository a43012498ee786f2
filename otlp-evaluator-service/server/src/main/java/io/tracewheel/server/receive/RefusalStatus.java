// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.tracewheel.server.pipeline.Refusal;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code google.rpc.Status} of a refusal, as the OTLP specification wants it in trailers and
 * bodies.
 */
final class RefusalStatus {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String TYPE = "type.googleapis.com/";

  private RefusalStatus() {}

  static Status of(Refusal refusal) {
    Status.Builder status = Status.newBuilder().setMessage(refusal.message());
    switch (refusal.reason().status()) {
      case INVALID ->
          status
              .setCode(Code.INVALID_ARGUMENT_VALUE)
              .addDetails(
                  Any.pack(
                      BadRequest.newBuilder()
                          .addFieldViolations(
                              BadRequest.FieldViolation.newBuilder()
                                  .setField("request")
                                  .setDescription(refusal.message()))
                          .build()));
      case UNAUTHENTICATED -> status.setCode(Code.UNAUTHENTICATED_VALUE);
      case TOO_LARGE -> status.setCode(Code.RESOURCE_EXHAUSTED_VALUE);
      case QUOTA, UNAVAILABLE -> {
        status.setCode(
            refusal.reason() == Refusal.Reason.QUOTA
                ? Code.RESOURCE_EXHAUSTED_VALUE
                : Code.UNAVAILABLE_VALUE);
        Duration delay = refusal.retryAfter();
        if (delay != null) {
          status.addDetails(
              Any.pack(
                  RetryInfo.newBuilder()
                      .setRetryDelay(
                          com.google.protobuf.Duration.newBuilder()
                              .setSeconds(delay.getSeconds())
                              .setNanos(delay.getNano()))
                      .build()));
        }
      }
    }
    return status.build();
  }

  /** The JSON form of {@link #of}. */
  static String json(Refusal refusal) {
    Status status = of(refusal);
    return json(status.getCode(), refusal.message(), refusal);
  }

  /** A status without details, for faults that only HTTP knows. */
  static String json(int code, String message) {
    return json(code, message, null);
  }

  private static String json(int code, String message, @Nullable Refusal refusal) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("code", code);
      json.writeStringProperty("message", message);
      if (refusal != null
          && (refusal.retryAfter() != null
              || refusal.reason().status() == Refusal.Status.INVALID)) {
        json.writeArrayPropertyStart("details");
        json.writeStartObject();
        details(json, refusal);
        json.writeEndObject();
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void details(JsonGenerator json, Refusal refusal) {
    Duration delay = refusal.retryAfter();
    if (delay != null) {
      json.writeStringProperty("@type", TYPE + "google.rpc.RetryInfo");
      json.writeStringProperty("retryDelay", delay.toMillis() / 1000.0 + "s");
    } else {
      json.writeStringProperty("@type", TYPE + "google.rpc.BadRequest");
      json.writeArrayPropertyStart("fieldViolations");
      json.writeStartObject();
      json.writeStringProperty("field", "request");
      json.writeStringProperty("description", refusal.message());
      json.writeEndObject();
      json.writeEndArray();
    }
  }
}
