// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

/**
 * How the terminal shows things: colours only where they are wanted, line drawing only where the
 * character set has it.
 */
record Style(boolean color, boolean unicode) {
  /** Widest line. */
  static final int COLUMNS = 100;

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("1;31", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String bold(String text) {
    return paint("1", text);
  }

  String pass() {
    return unicode ? "✓" : "+";
  }

  String fail() {
    return unicode ? "✗" : "x";
  }

  /** The branch to a child, the last one or one of several. */
  String branch(boolean last) {
    if (unicode) {
      return last ? "└─ " : "├─ ";
    }
    return last ? "`- " : "|- ";
  }

  /** What goes on beside the children of that child. */
  String trunk(boolean last) {
    if (last) {
      return "   ";
    }
    return unicode ? "│  " : "|  ";
  }

  /** Cut to a width; in plain character sets, what they lack becomes a question mark. */
  String fit(String text, int width) {
    String shown = unicode ? text : text.replaceAll("[^\\x20-\\x7e]", "?");
    if (shown.length() <= width) {
      return shown;
    }
    String ellipsis = unicode ? "…" : "...";
    return shown.substring(0, Math.max(0, width - ellipsis.length())) + ellipsis;
  }

  private String paint(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
