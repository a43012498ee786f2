// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Trees and broken texts for property tests. */
final class RandomJson {

  private RandomJson() {}

  static @Nullable Object tree(Random random, int depth) {
    switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0:
        return null;
      case 1:
        return random.nextBoolean();
      case 2:
        return random.nextLong() >> random.nextInt(64);
      case 3:
        return random.nextInt() / 64.0;
      case 4:
        return string(random);
      case 5:
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          list.add(tree(random, depth - 1));
        }
        return list;
      default:
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          map.put(string(random), tree(random, depth - 1));
        }
        return map;
    }
  }

  static String string(Random random) {
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(10) == 0 ? random.nextInt(4000) : random.nextInt(20);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(10);
      if (kind == 0) {
        out.append((char) random.nextInt(0x20));
      } else if (kind == 1) {
        out.appendCodePoint(0x1F600 + random.nextInt(40));
      } else if (kind == 2) {
        out.append("\"\\/{}[]:,".charAt(random.nextInt(9)));
      } else {
        out.append((char) ('a' + random.nextInt(26)));
      }
    }
    return out.toString();
  }

  /** The text cut off, or with some characters changed, removed or doubled. */
  static String damage(String json, Random random) {
    StringBuilder text = new StringBuilder(json);
    if (random.nextInt(3) == 0) {
      text.setLength(random.nextInt(text.length() + 1));
    }
    for (int i = random.nextInt(4); i > 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, "\"\\{}[]:,01-.eEntf".charAt(random.nextInt(17)));
        case 2 -> text.insert(at, text.charAt(at));
        default -> text.insert(at, "null");
      }
    }
    return text.toString();
  }
}
