// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows as Markdown, each with its date and form, so that some can be made anew. Thread-safe.
 */
final class FaultTable {

  private static final String BEGIN = "<!-- faults: begin -->";
  private static final String END = "<!-- faults: end -->";
  private static final String HEAD =
      "| Fault | What was done | Sent | Acknowledged | Delivered | Set aside | Lost | Repeated (at"
          + " most) | Recovery | Peak | Run |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";

  private final List<String> order;
  private final String run;
  private final Map<String, String> rows = new ConcurrentHashMap<>();

  /**
   * @param order names of all faults there are
   */
  FaultTable(Form form, List<String> order) {
    this.order = order;
    run = LocalDate.now(ZoneOffset.UTC) + " " + form.name().toLowerCase(Locale.ROOT);
  }

  void add(Row row) {
    String lost = Integer.toString(row.verdict().lost() - row.spoilt());
    rows.put(
        row.name(),
        String.format(
            Locale.ROOT,
            "| %s | %s | %,d | %,d | %,d | %,d | %s | %,d (%,d) | %.1f s | %s | %s |",
            row.name(),
            row.what(),
            row.sent(),
            row.verdict().acknowledged(),
            row.delivered(),
            row.setAside(),
            row.spoilt() == 0 ? lost : lost + " + " + row.spoilt() + " spoilt",
            row.verdict().duplicates(),
            row.duplicatesAtMost(),
            row.recovery().toMillis() / 1e3,
            row.peakMegabytes() == 0 ? "" : row.peakMegabytes() + " MB",
            run));
  }

  void skip(String name, String why) {
    rows.put(name, "| " + name + " | not run: " + why + " |" + " |".repeat(8) + " " + run + " |");
  }

  @Override
  public String toString() {
    return table(rows);
  }

  private String table(Map<String, String> all) {
    StringBuilder out = new StringBuilder(HEAD);
    order.stream().filter(all::containsKey).forEach(name -> out.append(all.get(name)).append('\n'));
    return out.toString();
  }

  /**
   * Puts the rows between the marks of a file, in place of their former ones.
   *
   * @throws IllegalStateException if the marks are not in the file
   */
  synchronized void write(Path file) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(file + " has no lines " + BEGIN + " and " + END);
    }
    begin += BEGIN.length();
    Map<String, String> all = new ConcurrentHashMap<>();
    for (String line : text.substring(begin, end).lines().toList()) {
      if (line.startsWith("| ")) {
        all.put(line.substring(2, line.indexOf(" |", 2)), line);
      }
    }
    all.putAll(rows);
    Files.writeString(file, text.substring(0, begin) + "\n" + table(all) + text.substring(end));
  }
}
