// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One refused request, as a line of a dead-letter file tells it.
 *
 * @param id the same in every copy of the line, of no other letter of the destination
 * @param received when the evaluator got it, ISO 8601
 * @param refused when the destination refused it, ISO 8601
 * @param protobuf base64 of a request that has no OTLP/JSON form
 * @param line the whole line; good until the next one is read
 */
record Letter(
    String id,
    Signal signal,
    String received,
    String refused,
    String reason,
    @Nullable String protobuf,
    ByteSlice line) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String FIELD = "tracewheelDeadLetter";

  /** Reads what is said before the request; null if the line is no dead letter, or a torn one. */
  static @Nullable Letter of(ByteSlice line) {
    Map<String, String> head = new HashMap<>();
    try (JsonParser parser =
        FACTORY.createParser(
            ObjectReadContext.empty(), line.array(), line.offset(), line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || !FIELD.equals(parser.nextName())
          || parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String field = parser.nextName(); field != null; field = parser.nextName()) {
        parser.nextToken();
        head.put(field, parser.getString());
      }
    } catch (JacksonException e) {
      return null;
    }
    Signal signal = signal(head.get("signal"));
    String position = head.get("position");
    String received = head.get("received");
    boolean whole = !line.isEmpty() && line.array()[line.offset() + line.length() - 1] == '}';
    if (signal == null || position == null || received == null || !whole) {
      return null;
    }
    return new Letter(
        position + "@" + received,
        signal,
        received,
        head.getOrDefault("refused", received),
        head.getOrDefault("reason", ""),
        head.get("protobuf"),
        line);
  }

  private static @Nullable Signal signal(@Nullable String name) {
    for (Signal signal : Signal.values()) {
      if (signal.name().equals(name)) {
        return signal;
      }
    }
    return null;
  }

  /** The request's bytes; they stay as they are. */
  ByteSlice request(OtlpJson json) throws MalformedOtlpException {
    if (protobuf != null) {
      return ByteSlice.of(Base64.getDecoder().decode(protobuf));
    }
    return ByteSlice.of(json.toProtobuf(signal, line).toByteArray());
  }

  /** Reads the requests of letters. Not thread-safe. */
  static OtlpJson json() {
    return new OtlpJson(ScanLimits.DEFAULT);
  }
}
