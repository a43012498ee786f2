// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.Set;

/** Addresses of e-mail, around their sign. */
final class Emails {
  private static final int LONGEST_LOCAL = 128;
  private static final int LONGEST_DOMAIN = 253;

  /** Last labels of names of files, not of hosts. */
  private static final Set<String> FILES =
      Set.of("png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "json", "html", "exe", "jar");

  private Emails() {}

  /**
   * Where the address begins that has its sign at an index; -1 if there is none.
   *
   * @param domainAt index after the sign
   */
  static int start(TextView text, int signAt, int domainAt) {
    int start = signAt;
    while (signAt - start < LONGEST_LOCAL && start > text.floor && isLocal(text.at(start - 1))) {
      start--;
    }
    while (start < signAt && !TextView.isWord(text.at(start)) && text.at(start) < 0x80) {
      start++;
    }
    boolean repository =
        signAt - start == 3
            && text.at(start) == 'g'
            && text.at(start + 1) == 'i'
            && text.at(start + 2) == 't';
    return start == signAt || repository || end(text, domainAt) < 0 ? -1 : start;
  }

  /** Where the host ends that begins at an index; -1 if it is none. */
  static int end(TextView text, int from) {
    int at = from;
    int labelAt = from;
    int lastDot = -1;
    int end = -1;
    boolean letters = true;
    while (at - from < LONGEST_DOMAIN) {
      int b = text.at(at);
      if (b == '.') {
        if (at == labelAt) {
          break;
        }
        lastDot = at;
        labelAt = at + 1;
        letters = true;
      } else if (isHost(b)) {
        letters &= TextView.isLetter(b) || b >= 0x80;
        int length = at + 1 - labelAt;
        boolean over = !isHost(text.at(at + 1));
        if (over
            && lastDot >= 0
            && length >= 2
            && length <= 24
            && top(text, labelAt, at + 1, letters)) {
          end = at + 1;
        }
      } else {
        break;
      }
      at++;
    }
    return end;
  }

  private static boolean top(TextView text, int start, int end, boolean letters) {
    if (!letters) {
      return text.at(start) == 'x' && text.at(start + 1) == 'n' && text.at(start + 2) == '-';
    }
    if (end - start > 4) {
      return true;
    }
    StringBuilder label = new StringBuilder(4);
    for (int i = start; i < end; i++) {
      label.append((char) (text.at(i) | 0x20));
    }
    return !FILES.contains(label.toString());
  }

  private static boolean isLocal(int b) {
    return TextView.isWord(b)
        || b == '.'
        || b == '-'
        || b == '+'
        || b == '%'
        || b == '\''
        || isNameByte(b);
  }

  private static boolean isHost(int b) {
    return TextView.isLetter(b) || TextView.isDigit(b) || b == '-' || isNameByte(b);
  }

  /** A byte of a Latin, Greek or Cyrillic letter beyond ASCII: U+00C0 to U+052F. */
  private static boolean isNameByte(int b) {
    return (b >= 0xc3 && b <= 0xd4) || (b >= 0x80 && b < 0xc0);
  }
}
