// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

/** A name, in which {@code *} stands for any characters, dots and none included. */
final class Glob {

  private final String text;
  private final String[] pieces;

  /**
   * @throws IllegalArgumentException with a sentence that says what a name may be
   */
  Glob(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '*' && c != '.' && !Character.isJavaIdentifierPart(c)) {
        throw new IllegalArgumentException(
            "'" + text + "' is no name: write a Java name, in which * stands for any characters");
      }
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("A name is empty: remove the comma too many");
    }
    this.text = text;
    this.pieces = text.split("\\*", -1);
  }

  boolean isExact() {
    return pieces.length == 1;
  }

  /** Whether it would take any name of more than one or two characters. */
  boolean takesAll() {
    for (String piece : pieces) {
      if (!piece.isEmpty() && !piece.equals(".")) {
        return false;
      }
    }
    return true;
  }

  boolean matches(String name) {
    if (isExact()) {
      return text.equals(name);
    }
    String last = pieces[pieces.length - 1];
    if (!name.startsWith(pieces[0]) || name.length() < pieces[0].length() + last.length()) {
      return false;
    }
    int from = pieces[0].length();
    int end = name.length() - last.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = name.indexOf(pieces[i], from);
      if (found < 0 || found + pieces[i].length() > end) {
        return false;
      }
      from = found + pieces[i].length();
    }
    return name.endsWith(last);
  }

  @Override
  public String toString() {
    return text;
  }
}
