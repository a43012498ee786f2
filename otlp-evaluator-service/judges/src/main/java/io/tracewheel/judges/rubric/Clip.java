// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes texts fit: of one text the beginning and the end stay, of a list of entries the first and
 * the last ones. What is left out is said in its place.
 */
final class Clip {
  private static final int SMALLEST_ENTRY = 400;

  /**
   * What stays.
   *
   * @param text with marks where something is left out
   * @param leftOut one phrase; empty when nothing is
   */
  record Clipped(String text, String leftOut) {}

  private Clip() {}

  /** Characters for each of several texts: short ones get what they need, long ones share. */
  static int[] shares(int total, int[] lengths) {
    int[] shares = new int[lengths.length];
    Integer[] byLength = new Integer[lengths.length];
    Arrays.setAll(byLength, i -> i);
    Arrays.sort(byLength, (a, b) -> Integer.compare(lengths[a], lengths[b]));
    int left = total;
    for (int i = 0; i < byLength.length; i++) {
      int share = Math.min(lengths[byLength[i]], left / (byLength.length - i));
      shares[byLength[i]] = share;
      left -= share;
    }
    return shares;
  }

  /** Entries, one below the other, in about {@code max} characters, marks not counted. */
  static Clipped entries(List<String> entries, int max) {
    String whole = String.join("\n", entries);
    if (whole.length() <= max) {
      return new Clipped(whole, "");
    }
    if (entries.size() == 1) {
      return new Clipped(
          text(whole, max), whole.length() - max + " of " + whole.length() + " characters");
    }
    int longest = Math.max(SMALLEST_ENTRY, max / 8);
    int cut = 0;
    List<String> short1 = new ArrayList<>();
    for (String entry : entries) {
      cut += entry.length() > longest ? 1 : 0;
      short1.add(text(entry, longest));
    }
    List<String> head = new ArrayList<>();
    List<String> tail = new ArrayList<>();
    int left = max;
    int from = 0;
    int to = short1.size();
    while (from < to) {
      // The end tells more than the beginning: it goes first.
      boolean end = tail.size() <= head.size();
      String next = short1.get(end ? to - 1 : from);
      if (next.length() + 1 > left) {
        break;
      }
      left -= next.length() + 1;
      if (end) {
        tail.add(0, next);
        to--;
      } else {
        head.add(next);
        from++;
      }
    }
    List<String> kept = new ArrayList<>(head);
    if (from < to) {
      kept.add("[... " + (to - from) + " of " + entries.size() + " entries left out ...]");
    }
    kept.addAll(tail);
    List<String> words = new ArrayList<>();
    if (from < to) {
      words.add(to - from + " of " + entries.size() + " entries");
    }
    if (cut > 0) {
      words.add("parts of " + cut + " long entries");
    }
    return new Clipped(String.join("\n", kept), String.join(" and ", words));
  }

  /** Beginning and end of a text. */
  static String text(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int head = max * 3 / 5;
    int tail = text.length() - (max - head);
    if (head > 0 && Character.isHighSurrogate(text.charAt(head - 1))) {
      head--;
    }
    if (tail < text.length() && Character.isLowSurrogate(text.charAt(tail))) {
      tail++;
    }
    return text.substring(0, head)
        + " [... "
        + (tail - head)
        + " characters left out ...] "
        + text.substring(tail);
  }
}
