// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

/** Addresses of networks: IPv4, IPv6 (RFC 4291) and MAC. */
final class Networks {
  private Networks() {}

  /**
   * Where the IPv4 address ends that begins at an index; -1 if there is none.
   *
   * @param labelled whether a word before it says that it is an address
   * @param path whether a name and a slash stand before it
   */
  static int ipv4End(TextView text, int start, boolean labelled, boolean path) {
    int at = start;
    int[] octets = new int[4];
    for (int i = 0; i < 4; i++) {
      int from = at;
      int value = 0;
      while (at - from < 4 && text.digit(at)) {
        value = value * 10 + text.at(at++) - '0';
      }
      boolean leadingZero = at - from > 1 && text.at(from) == '0';
      if (at == from || value > 255 || leadingZero) {
        return -1;
      }
      octets[i] = value;
      if (i < 3 && text.at(at++) != '.') {
        return -1;
      }
    }
    boolean more = text.word(at) || (text.at(at) == '.' && text.digit(at + 1));
    boolean nobody = octets[0] == 0 || octets[0] == 127 || octets[0] == 255;
    boolean small = octets[0] < 10 && octets[1] < 10 && octets[2] < 10 && octets[3] < 10;
    boolean product = path && octets[1] == 0 && octets[2] == 0;
    return more || nobody || product || (small && !labelled) ? -1 : at;
  }

  /** Where the IPv6 address begins whose first colon is at an index; -1 if there is none. */
  static int ipv6Start(TextView text, int colon) {
    int start = colon;
    while (colon - start < 4 && start > text.floor && isHex(text.at(start - 1))) {
      start--;
    }
    int before = start > text.floor ? text.at(start - 1) : -1;
    boolean bound = !TextView.isWord(before) && before != ':' && before != '.';
    return bound && start < colon && ipv6End(text, start) > 0 ? start : -1;
  }

  static int ipv6End(TextView text, int start) {
    int groups = 0;
    boolean gap = false;
    boolean wide = false;
    int at = start;
    int end = -1;
    while (groups < 8) {
      int from = at;
      while (at - from < 5 && isHex(text.at(at))) {
        at++;
      }
      if (at - from > 4) {
        return -1;
      }
      if (at == from) {
        break;
      }
      groups++;
      wide |= at - from > 2;
      end = at;
      if (text.at(at) != ':') {
        break;
      }
      at++;
      if (text.at(at) == ':' && !gap) {
        gap = true;
        at++;
        end = at;
      }
    }
    if (end < 0
        || TextView.isWord(text.at(end))
        || (text.at(end) == ':' && isHex(text.at(end + 1)))) {
      return -1;
    }
    return (gap ? groups < 8 && isPrefix(text, start) : groups == 8 && wide) ? end : -1;
  }

  /** Whether the first group is one that addresses begin with; a::b is code more often. */
  private static boolean isPrefix(TextView text, int start) {
    int first = text.at(start);
    int second = text.at(start + 1) | 0x20;
    boolean global = first == '2' || first == '3';
    boolean local = (first | 0x20) == 'f' && (second == 'e' || second == 'd' || second == 'c');
    boolean whole = text.at(start + 4) == ':';
    return (global || local) && whole;
  }

  /** Where the MAC address begins whose first separator is at an index; -1 if there is none. */
  static int macStart(TextView text, int separator) {
    int start = separator - 2;
    int kind = text.at(separator);
    if (start < text.floor) {
      return -1;
    }
    int before = start > text.floor ? text.at(start - 1) : -1;
    if (TextView.isWord(before) || before == kind) {
      return -1;
    }
    boolean zeros = true;
    boolean ones = true;
    for (int i = 0; i < 6; i++) {
      int at = start + 3 * i;
      if (!isHex(text.at(at)) || !isHex(text.at(at + 1)) || (i < 5 && text.at(at + 2) != kind)) {
        return -1;
      }
      zeros &= text.at(at) == '0' && text.at(at + 1) == '0';
      ones &= (text.at(at) | 0x20) == 'f' && (text.at(at + 1) | 0x20) == 'f';
    }
    int after = text.at(start + 17);
    boolean more = TextView.isWord(after) || (after == kind && isHex(text.at(start + 18)));
    return more || zeros || ones ? -1 : start;
  }

  static boolean isHex(int b) {
    return TextView.isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }
}
