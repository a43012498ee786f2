// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern of the user's own, matched by RE2/J. Every repetition has an upper bound, so a match
 * has one too, and so has what is read again after a match: the work is linear in the text, with
 * the size of the pattern as its factor. Immutable.
 */
public final class OwnPattern {
  private static final int MAX_PATTERN = 500;
  private static final int MAX_PROGRAM = 2_000;

  private final String name;
  private final Pattern pattern;

  /**
   * A pattern.
   *
   * @param name what marks and explanations call it
   * @throws IllegalArgumentException if it cannot be used; the message is a clause
   */
  public OwnPattern(String name, String regex) {
    this.name = name;
    if (!name.matches("[a-z][a-z0-9_]{0,31}")) {
      throw new IllegalArgumentException(
          "the name \"" + name + "\" of a pattern takes up to 32 of a to z, 0 to 9 and _");
    }
    if (regex.isEmpty() || regex.length() > MAX_PATTERN) {
      throw new IllegalArgumentException(
          "pattern " + name + " takes 1 to " + MAX_PATTERN + " characters");
    }
    if (isUnbounded(regex)) {
      throw new IllegalArgumentException(
          "pattern "
              + name
              + " repeats something without end; write an upper bound such as {1,64} for * and +");
    }
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern " + name + " is none that RE2 knows: " + e.getDescription(), e);
    }
    if (pattern.programSize() > MAX_PROGRAM) {
      throw new IllegalArgumentException("pattern " + name + " is too large; repeat less");
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException("pattern " + name + " matches the empty text");
    }
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Whether the regular expression has a repetition without an upper bound. */
  private static boolean isUnbounded(String regex) {
    boolean inClass = false;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
        // A bracket right after the opening one stands for itself.
        int first = i + 1 < regex.length() && regex.charAt(i + 1) == '^' ? i + 2 : i + 1;
        if (first < regex.length() && regex.charAt(first) == ']') {
          i = first;
        }
      } else if (c == '*' || c == '+') {
        return true;
      } else if (c == ',' && i + 1 < regex.length() && regex.charAt(i + 1) == '}') {
        return true;
      }
    }
    return false;
  }

  /** Adds all that matches. */
  void find(TextView text, int index, Detector.Sink sink) {
    byte[] bytes =
        text.start == 0 && text.end == text.bytes.length
            ? text.bytes
            : java.util.Arrays.copyOfRange(text.bytes, text.start, text.end);
    Matcher matcher = pattern.matcher(bytes);
    while (matcher.find()) {
      sink.found(index, text.start + matcher.start(), text.start + matcher.end());
    }
  }
}
