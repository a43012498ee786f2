// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a budget file: {@code kind number day rule calls tokens nanos checksum}.
 *
 * @param kind R reserves, S settles the reservation of the same number, T carries a total
 * @param number of the reservation
 * @param day days since 1970, UTC
 * @param rule whose budget it is
 */
record LedgerLine(char kind, long number, long day, String rule, Spent spent) {
  static final char RESERVE = 'R';
  static final char SETTLE = 'S';
  static final char TOTAL = 'T';

  byte[] bytes() {
    String text =
        String.join(
            " ",
            String.valueOf(kind),
            Long.toString(number),
            Long.toString(day),
            rule,
            Long.toString(spent.calls()),
            Long.toString(spent.tokens()),
            Long.toString(spent.nanos()));
    return (text + " " + checksum(text) + "\n").getBytes(US_ASCII);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(US_ASCII));
    return String.format(java.util.Locale.ROOT, "%08x", crc.getValue());
  }

  /** Reads a line without its line feed; null when it is damaged. */
  static @Nullable LedgerLine parse(String line) {
    int last = line.lastIndexOf(' ');
    if (last < 0 || !checksum(line.substring(0, last)).equals(line.substring(last + 1))) {
      return null;
    }
    String[] fields = line.substring(0, last).split(" ", -1);
    try {
      return fields.length != 7 || fields[0].length() != 1
          ? null
          : new LedgerLine(
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              fields[3],
              new Spent(
                  Long.parseLong(fields[4]), Long.parseLong(fields[5]), Long.parseLong(fields[6])));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
