// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts as words and runs of words. */
final class Words {
  private Words() {}

  /**
   * The words of a text in lower case: runs of letters, marks and digits; an ideograph is a word of
   * its own. Everything else parts words.
   */
  static List<String> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < lower.length(); ) {
      int c = lower.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean alone = Character.isIdeographic(c);
      boolean inside = !alone && isWordPart(c);
      if (!inside && start >= 0) {
        words.add(lower.substring(start, i));
        start = -1;
      }
      if (alone) {
        words.add(lower.substring(i, next));
      } else if (inside && start < 0) {
        start = i;
      }
      i = next;
    }
    if (start >= 0) {
      words.add(lower.substring(start));
    }
    return words;
  }

  private static boolean isWordPart(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Without white space at the ends, and every run of it inside as one space. */
  static String spaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        gap = spaced.length() > 0;
      } else {
        if (gap) {
          spaced.append(' ');
          gap = false;
        }
        spaced.append(c);
      }
    }
    return spaced.toString();
  }

  /** How often each run of n elements is there. */
  static <T> Map<List<T>, Integer> runs(List<T> elements, int n) {
    Map<List<T>, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= elements.size(); i++) {
      counts.merge(List.copyOf(elements.subList(i, i + n)), 1, Integer::sum);
    }
    return counts;
  }

  /** How many runs two texts have in common, each as often as in both. */
  static <T> int shared(Map<T, Integer> a, Map<T, Integer> b) {
    int shared = 0;
    for (Map.Entry<T, Integer> entry : a.entrySet()) {
      shared += Math.min(entry.getValue(), b.getOrDefault(entry.getKey(), 0));
    }
    return shared;
  }
}
