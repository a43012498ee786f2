// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How much of the agent is on: {@code -Dtracewheel.agent.mode=full}, the default, or {@code
 * llm-only}; as an environment variable {@code TRACEWHEEL_AGENT_MODE}.
 */
enum Mode {
  /** Ours beside all that upstream instruments. */
  FULL,

  /** Ours and {@link #KEPT}. Half of what the agent costs at start is upstream's other modules. */
  LLM_ONLY;

  static final String PROPERTY = "tracewheel.agent.mode";

  /**
   * What else stays on: the HTTP clients below model calls, what carries the context to other
   * threads, and the application's own spans.
   */
  static final List<String> KEPT =
      Collections.unmodifiableList(
          Arrays.asList(
              "java-http-client",
              "okhttp",
              "apache-httpclient",
              "executors",
              "reactor",
              "rxjava",
              "kotlinx-coroutines",
              "opentelemetry-api"));

  private static final Logger LOGGER = Logger.getLogger(Mode.class.getName());

  /** As the user set it; something unknown is said and counts as {@link #FULL}. */
  static Mode asked() {
    String value = System.getProperty(PROPERTY);
    return of(value != null ? value : System.getenv("TRACEWHEEL_AGENT_MODE"));
  }

  static Mode of(@Nullable String value) {
    String wanted = value == null ? "" : value.trim().toLowerCase(Locale.ROOT).replace('_', '-');
    switch (wanted) {
      case "":
      case "full":
        return FULL;
      case "llm-only":
        return LLM_ONLY;
      default:
        LOGGER.warning(
            PROPERTY + " is '" + value + "', but must be full or llm-only; full is used.");
        return FULL;
    }
  }

  /** Defaults for configuration by properties. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    if (this == LLM_ONLY) {
      properties.put("otel.instrumentation.common.default-enabled", "false");
      properties.put("otel.instrumentation.tracewheel.enabled", "true");
      properties.put("otel.jmx.enabled", "false"); // its rules are read and matched at every start
      for (String name : KEPT) {
        properties.put("otel.instrumentation." + name + ".enabled", "true");
      }
    }
    return properties;
  }
}
