// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import com.google.protobuf.CodedOutputStream;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.pipeline.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code Export*ServiceResponse}: empty when all was taken, as the specification demands, else
 * {@code partial_success = 1 { rejected = 1, error_message = 2 }}, numbered alike in all signals.
 */
final class PartialSuccess {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] IN_FULL = {};

  /** Responses are limited to 4 MiB; a message that says what is wrong needs less. */
  private static final int LONGEST_MESSAGE = 4096;

  private PartialSuccess() {}

  static byte[] protobuf(Answer answer) {
    if (answer.rejected() == 0) {
      return IN_FULL;
    }
    try {
      ByteArrayOutputStream inner = new ByteArrayOutputStream();
      CodedOutputStream partial = CodedOutputStream.newInstance(inner);
      partial.writeInt64(1, answer.rejected());
      partial.writeString(2, message(answer));
      partial.flush();
      ByteArrayOutputStream outer = new ByteArrayOutputStream();
      CodedOutputStream response = CodedOutputStream.newInstance(outer);
      response.writeByteArray(1, inner.toByteArray());
      response.flush();
      return outer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory: never
    }
  }

  static String json(Signal signal, Answer answer) {
    if (answer.rejected() == 0) {
      return "{}";
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("partialSuccess");
      // 64-bit integers are texts in OTLP/JSON.
      json.writeStringProperty(rejected(signal), Integer.toString(answer.rejected()));
      json.writeStringProperty("errorMessage", message(answer));
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String rejected(Signal signal) {
    return switch (signal) {
      case TRACES -> "rejectedSpans";
      case METRICS -> "rejectedDataPoints";
      case LOGS -> "rejectedLogRecords";
      case PROFILES -> "rejectedProfiles";
    };
  }

  private static String message(Answer answer) {
    String message = answer.message();
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }
}
