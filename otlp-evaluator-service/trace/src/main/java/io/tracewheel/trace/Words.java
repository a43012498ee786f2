// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Short texts as emitters write them: quoted, padded, or standing for nothing. */
final class Words {
  /** What emitters write where they have nothing to say. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "",
          "unknown",
          "UNKNOWN",
          "<not specified>",
          "N/A",
          "__REDACTED__",
          "(merged tools)",
          "{}",
          "null");

  private Words() {}

  /** The text without JSON quotes around it; null when it is a placeholder. */
  static @Nullable String meaningful(String text) {
    String plain = text;
    if (text.length() > 1 && text.charAt(0) == '"' && text.endsWith("\"")) {
      String unquoted = JsonValue.of(text).text();
      plain = unquoted == null ? text : unquoted;
    }
    return PLACEHOLDERS.contains(plain) ? null : plain;
  }
}
