// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.List;

/**
 * Patterns with {@code *} (any run of characters) and {@code ?} (one character). In paths a star
 * stays within its segment and a segment {@code **} stands for any number of segments. Work is at
 * most the product of the lengths.
 */
final class Glob {
  private Glob() {}

  /** Whether the whole name matches. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Whether the whole path matches, segment by segment. */
  static boolean matches(List<String> pattern, List<String> path) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < path.size()) {
      if (p < pattern.size() && pattern.get(p).equals("**")) {
        star = p++;
        resume = n;
      } else if (p < pattern.size() && matches(pattern.get(p), path.get(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.size() && pattern.get(p).equals("**")) {
      p++;
    }
    return p == pattern.size();
  }
}
