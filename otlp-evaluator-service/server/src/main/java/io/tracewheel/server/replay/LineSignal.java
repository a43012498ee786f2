// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Tells by the outermost field of an OTLP/JSON request which signal it is of. Thread-safe. */
public final class LineSignal {
  private static final JsonFactory FACTORY = new JsonFactory();

  private LineSignal() {}

  /** The signal; null if the line is no JSON object or has no field of an OTLP request. */
  public static @Nullable Signal of(ByteSlice json) {
    try (JsonParser parser =
        FACTORY.createParser(
            ObjectReadContext.empty(), json.array(), json.offset(), json.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String field = parser.nextName(); field != null; field = parser.nextName()) {
        for (Signal signal : Signal.values()) {
          if (signal.requestField().equals(field)) {
            return signal;
          }
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return null;
    } catch (JacksonException e) {
      return null;
    }
  }
}
