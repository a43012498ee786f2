// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tables of how cost grows, and a plot of them.
 *
 * @param when date and machine
 */
record GrowthReport(String when, List<Figure> figures) {
  private static final String BEGIN = "<!-- growth: written by ./tracewheel bench growth -->";
  private static final String END = "<!-- /growth -->";
  private static final Map<String, String> TITLES =
      Map.of(
          "size", "span size (no GenAI)",
          "genai", "share of GenAI spans",
          "destinations", "destinations",
          "connections", "connections",
          "compression", "compression in and out");
  private static final int PANEL = 200;
  private static final int BAR = 44;
  private static final int PLOT = 150;
  private static final int TOP = 60;

  /**
   * One setting.
   *
   * @param micros of processor time of the service for each span
   * @param megabytes resident at the end
   */
  record Figure(
      String dimension, String value, double spansPerSecond, double micros, long megabytes) {}

  private Map<String, List<Figure>> tables() {
    return figures.stream()
        .collect(Collectors.groupingBy(Figure::dimension, LinkedHashMap::new, Collectors.toList()));
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("Measured ").append(when).append(".\n\n");
    text.append("| what changes | value | spans/s | CPU per span | resident |\n");
    text.append("|---|---|---|---|---|\n");
    for (List<Figure> table : tables().values()) {
      for (Figure figure : table) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %.1f us | %d MB |%n",
                TITLES.get(figure.dimension()),
                figure.value(),
                figure.spansPerSecond(),
                figure.micros(),
                figure.megabytes()));
      }
    }
    return text.toString();
  }

  /** One panel for each table: bars of processor time, on a scale of its own. */
  String svg() {
    Map<String, List<Figure>> tables = tables();
    int width = PANEL * tables.size();
    int height = TOP + PLOT + 60;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"10\" y=\"18\" font-size=\"13\">CPU of the evaluator per span, in"
                + " microseconds; below, spans a second</text>%n",
            width,
            height,
            width,
            height));
    int left = 0;
    for (List<Figure> table : tables.values()) {
      panel(svg, left, table);
      left += PANEL;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void panel(StringBuilder svg, int left, List<Figure> table) {
    double most = table.stream().mapToDouble(Figure::micros).max().orElse(1);
    int ground = TOP + PLOT;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>%n"
                + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n",
            left + 10,
            TOP - 20,
            TITLES.get(table.get(0).dimension()),
            left + 10,
            ground,
            left + PANEL - 10,
            ground));
    for (int i = 0; i < table.size(); i++) {
      Figure figure = table.get(i);
      int x = left + 18 + i * (BAR + 14);
      double bar = Math.max(1, figure.micros() / most * (PLOT - 16));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#4878a8\"/>%n"
                  + "<g text-anchor=\"middle\"><text x=\"%d\" y=\"%.1f\">%.1f</text>"
                  + "<text x=\"%d\" y=\"%d\">%s</text>"
                  + "<text x=\"%d\" y=\"%d\" fill=\"#555555\">%,.0f/s</text></g>%n",
              x,
              ground - bar,
              BAR,
              bar,
              x + BAR / 2,
              ground - bar - 4,
              figure.micros(),
              x + BAR / 2,
              ground + 16,
              figure.value(),
              x + BAR / 2,
              ground + 32,
              figure.spansPerSecond()));
    }
  }

  /** Puts the table between its marks in the README, and the plot beside it. */
  void write(Path module) throws IOException {
    Path readme = module.resolve("README.md");
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(readme + " has no place for the tables between its marks");
    }
    Files.writeString(
        readme,
        text.substring(0, begin + BEGIN.length())
            + "\n"
            + markdown()
            + "\n![CPU per span as the tables have it](growth.svg)\n\n"
            + text.substring(end));
    Files.writeString(module.resolve("growth.svg"), svg());
  }
}
