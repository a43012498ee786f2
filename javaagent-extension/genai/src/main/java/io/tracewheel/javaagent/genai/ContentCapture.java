// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where message content goes; values of {@code OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT}.
 */
public enum ContentCapture {
  NO_CONTENT(false, false),
  SPAN_ONLY(true, false),
  EVENT_ONLY(false, true),
  SPAN_AND_EVENT(true, true);

  final boolean onSpans;
  final boolean onEvents;

  ContentCapture(boolean onSpans, boolean onEvents) {
    this.onSpans = onSpans;
    this.onEvents = onEvents;
  }

  /**
   * Reads a setting, whatever its case. Anything unknown, {@code true} included, captures nothing:
   * content leaks are not undone.
   */
  static ContentCapture of(@Nullable String setting) {
    if (setting != null) {
      String wanted = setting.trim().toUpperCase(Locale.ROOT);
      for (ContentCapture mode : values()) {
        if (mode.name().equals(wanted)) {
          return mode;
        }
      }
    }
    return NO_CONTENT;
  }
}
