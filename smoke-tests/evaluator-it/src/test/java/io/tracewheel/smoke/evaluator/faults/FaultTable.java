// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The rows as Markdown, printed or put between two marks of a file. */
final class FaultTable {

  private static final String BEGIN = "<!-- faults: begin -->";
  private static final String END = "<!-- faults: end -->";

  private FaultTable() {}

  /**
   * Replaces what is between the marks.
   *
   * @throws IllegalStateException if the marks are not in the file
   */
  static void write(Path file, String table) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(file + " has no lines " + BEGIN + " and " + END);
    }
    Files.writeString(
        file, text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end));
  }

  static String markdown(Form form, List<Row> rows, List<String> skipped) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s, %s form, Java %s, %s, %d processors.%n%n",
            LocalDate.now(ZoneOffset.UTC),
            form.name().toLowerCase(Locale.ROOT),
            Runtime.version().feature(),
            System.getProperty("os.name"),
            Runtime.getRuntime().availableProcessors()));
    out.append(
        "| Fault | What was done | Sent | Acknowledged | Delivered | Set aside | Lost | Repeated"
            + " (at most) | Recovery | Peak |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (Row row : rows) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,d | %,d | %,d | %,d | %s | %,d (%,d) | %.1f s | %s |%n",
              row.name(),
              row.what(),
              row.sent(),
              row.verdict().acknowledged(),
              row.delivered(),
              row.setAside(),
              row.spoilt() == 0
                  ? Integer.toString(row.verdict().lost())
                  : "0 + " + row.spoilt() + " spoilt",
              row.verdict().duplicates(),
              row.duplicatesAtMost(),
              row.recovery().toMillis() / 1e3,
              row.peakMegabytes() == 0 ? "" : row.peakMegabytes() + " MB"));
    }
    for (String line : skipped) {
      out.append("\nNot run: ").append(line).append(".\n");
    }
    return out.toString();
  }
}
