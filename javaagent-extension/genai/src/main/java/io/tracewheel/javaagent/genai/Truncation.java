// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a content tree small enough without making it malformed: long strings end in {@code
 * …[truncated N chars]}; if that is not enough, the oldest elements of the top list give way to one
 * element of type {@code truncated} that counts them.
 */
final class Truncation {

  private static final int SHORTEST_STRING = 64;

  private Truncation() {}

  /**
   * The tree itself if its JSON text has at most {@code maxChars} characters, else a smaller copy.
   */
  static @Nullable Object bound(@Nullable Object tree, int maxChars) {
    if (fits(tree, maxChars)) {
      return tree;
    }
    Object smaller = tree;
    for (int longest = maxChars / 2; longest >= SHORTEST_STRING; longest /= 2) {
      smaller = shorten(tree, longest);
      if (fits(smaller, maxChars)) {
        return smaller;
      }
    }
    if (smaller instanceof List) {
      return newest((List<?>) smaller, maxChars);
    }
    // An object of very many small members: what fits of its text, as a text.
    String text = Json.write(smaller);
    return cut(text, Math.max(0, maxChars / 2));
  }

  private static List<Object> newest(List<?> elements, int maxChars) {
    List<Object> kept = new ArrayList<>();
    int room = maxChars - 96; // the marker's own size
    int first = elements.size();
    while (first > 0) {
      room -= Json.write(elements.get(first - 1)).length() + 1;
      if (room < 0) {
        break;
      }
      kept.add(0, elements.get(--first));
    }
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", "truncated");
    part.put("name", "[truncated " + first + " elements]");
    Map<String, Object> first0 = elements.isEmpty() ? part : Json.object(elements.get(0));
    if (first0.containsKey("role")) {
      List<Object> parts = new ArrayList<>();
      parts.add(part);
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "system");
      message.put("parts", parts);
      kept.add(0, message);
    } else {
      kept.add(0, part);
    }
    return kept;
  }

  private static @Nullable Object shorten(@Nullable Object tree, int longest) {
    if (tree instanceof String) {
      return cut((String) tree, longest);
    }
    if (tree instanceof Redaction.LongText) {
      return ((Redaction.LongText) tree).cut(longest);
    }
    if (tree instanceof Map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) {
        Object shorter = shorten(member.getValue(), longest);
        copy.put(String.valueOf(member.getKey()), shorter);
      }
      return copy;
    }
    if (tree instanceof List) {
      List<Object> copy = new ArrayList<>();
      for (Object element : (List<?>) tree) {
        Object shorter = shorten(element, longest);
        copy.add(shorter);
      }
      return copy;
    }
    return tree;
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = end(text, longest);
    return text.substring(0, end) + mark(text.length() - (long) end);
  }

  /** Where to cut a text so that it has at most so many characters and no half of a pair. */
  static int end(String text, int longest) {
    if (text.length() <= longest) {
      return text.length();
    }
    boolean pair = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
    return Math.max(0, pair ? longest - 1 : longest);
  }

  static String mark(long more) {
    return "…[truncated " + more + " chars]";
  }

  private static boolean fits(@Nullable Object tree, int maxChars) {
    return Json.writeWithin(tree, maxChars) != null;
  }
}
