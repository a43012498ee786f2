// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Precision and recall by type on generated texts. A text is one of five carriers (a sentence, a
 * line of a log, JSON, JSON in a string of JSON, the middle of prose) with one value in it, or with
 * near-misses only. A value is found when one finding of its type covers all of it; every finding
 * that touches no planted value of its type is a false one.
 */
class PrecisionRecallTest {
  private static final long SEED = 20_261_121;
  private static final int VALUES = 400;
  private static final int NEAR_MISSES = 20_000;

  private static final class Tally {
    int planted;
    int found;
    int wrong;
  }

  private final Random random = new Random(SEED);
  private final GeneratedValues values = new GeneratedValues(random);
  private final Detector detector = new Detector(PrivateType.named("all"), List.of());
  private final Map<PrivateType, Tally> tallies = new EnumMap<>(PrivateType.class);
  private final StringBuilder wrongOnes = new StringBuilder();

  @Test
  void values_are_found_and_near_misses_are_not() {
    for (PrivateType type : PrivateType.named("all")) {
      tallies.put(type, new Tally());
    }
    for (PrivateType type : PrivateType.named("all")) {
      for (int i = 0; i < VALUES; i++) {
        plant(values.value(type));
      }
    }
    for (int i = 0; i < NEAR_MISSES; i++) {
      count(carrier(values.nearMiss()), null, "");
    }
    String table = table();
    System.out.println("seed " + SEED + "\n" + table + wrongOnes);
    tallies.forEach(
        (type, tally) -> {
          assertThat((double) tally.found / tally.planted)
              .as("recall of %s", type.id())
              .isGreaterThanOrEqualTo(0.99);
          assertThat(tally.found / (double) (tally.found + tally.wrong))
              .as("precision of %s\n%s", type.id(), wrongOnes)
              .isGreaterThanOrEqualTo(0.97);
        });
  }

  private void plant(GeneratedValues.Value value) {
    count(
        carrier(value.before() + "\u0001" + value.text() + "\u0002" + value.after()),
        value.type(),
        value.text());
  }

  /** A text around a piece; the marks around a value are taken out again. */
  private String carrier(String piece) {
    return switch (random.nextInt(5)) {
      case 0 -> "Please note " + piece + " for the next visit.";
      case 1 -> "2026-11-21T10:15:30Z INFO [main] handled " + piece + " in 35 ms";
      case 2 -> "{\"role\":\"user\",\"content\":\"" + escaped(piece) + "\"}";
      case 3 ->
          "{\"arguments\":\"" + escaped("{\"text\":\"line one\\n" + escaped(piece) + "\"}") + "\"}";
      default -> "Tool said: 3 results. (" + piece + ") End of list, 17 more.";
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private void count(
      String marked, @org.jspecify.annotations.Nullable PrivateType type, String plain) {
    int from = marked.indexOf('\u0001');
    int to = marked.indexOf('\u0002') - 1;
    String text = marked.replace("\u0001", "").replace("\u0002", "");
    int start = from < 0 ? -1 : utf8(text.substring(0, from)).length;
    int end = from < 0 ? -1 : utf8(text.substring(0, to)).length;
    Findings found = detector.scan(ByteSlice.of(utf8(text)));
    boolean covered = false;
    for (int i = 0; i < found.count(); i++) {
      boolean touches = found.start(i) < end && found.end(i) > start;
      if (found.type(i) == type && touches) {
        covered |= found.start(i) <= start && found.end(i) >= end;
      } else if (!touches) {
        tally(found.type(i)).wrong++;
        if (wrongOnes.length() < 4000) {
          wrongOnes.append(found.type(i)).append(" in ").append(text).append('\n');
        }
      }
    }
    if (type != null) {
      tally(type).planted++;
      tally(type).found += covered ? 1 : 0;
      if (!covered && wrongOnes.length() < 4000) {
        wrongOnes
            .append("missed ")
            .append(type)
            .append(' ')
            .append(plain)
            .append(" in ")
            .append(text)
            .append('\n');
      }
    }
  }

  private Tally tally(PrivateType type) {
    return tallies.computeIfAbsent(type, any -> new Tally());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String table() {
    StringBuilder table =
        new StringBuilder(
            "| type | planted | recall | false | precision |\n|---|---|---|---|---|\n");
    tallies.forEach(
        (type, tally) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "| `%s` | %d | %.4f | %d | %.4f |%n",
                    type.id(),
                    tally.planted,
                    (double) tally.found / tally.planted,
                    tally.wrong,
                    tally.found / (double) (tally.found + tally.wrong))));
    return table.toString();
  }
}
