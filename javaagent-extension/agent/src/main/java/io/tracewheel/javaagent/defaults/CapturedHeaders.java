// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Headers that GenAI spans tell of have to be on the server's span first, where upstream puts only
 * those that it is told to capture.
 */
final class CapturedHeaders {

  static final String WANTED = "otel.instrumentation.genai.header-attributes";
  static final String CAPTURED = "otel.instrumentation.http.server.capture-request-headers";

  private static final Logger LOGGER = Logger.getLogger(CapturedHeaders.class.getName());

  private CapturedHeaders() {}

  /** What to set so that upstream captures the headers that are wanted, and those it did before. */
  static Map<String, String> of(ConfigProperties config) {
    List<String> wanted = config.getList(WANTED);
    if (wanted.isEmpty()) {
      return Collections.emptyMap();
    }
    Set<String> captured = new LinkedHashSet<>();
    config.getList(CAPTURED).forEach(header -> captured.add(header.toLowerCase(Locale.ROOT)));
    for (String pair : wanted) {
      int equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length() - 1) {
        captured.add(pair.substring(0, equals).trim().toLowerCase(Locale.ROOT));
      } else {
        LOGGER.warning(
            WANTED
                + ": '"
                + pair
                + "' is ignored: write pairs as in x-user=user.id, with commas"
                + " between.");
      }
    }
    return Collections.singletonMap(CAPTURED, String.join(",", captured));
  }
}
