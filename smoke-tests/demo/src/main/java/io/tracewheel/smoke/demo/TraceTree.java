// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prints a trace: a line for each span, and below it what failed. */
final class TraceTree {
  private static final int NAME_WIDTH = 46;
  private static final int TOKENS_WIDTH = 28;
  private static final int QUESTION_WIDTH = 66;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final PrintStream out;
  private final Style style;

  TraceTree(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(int number, List<Span> trace) {
    Map<String, List<Span>> children = new HashMap<>();
    Set<String> ids = new HashSet<>();
    trace.forEach(span -> ids.add(span.spanId()));
    List<Span> roots = new ArrayList<>();
    for (Span span : trace) {
      if (ids.contains(span.parentId())) {
        children.computeIfAbsent(span.parentId(), id -> new ArrayList<>()).add(span);
      } else {
        roots.add(span);
      }
    }
    int all = 0;
    int passed = 0;
    for (Span span : trace) {
      for (Score score : span.scores()) {
        all++;
        passed += score.passed() ? 1 : 0;
      }
    }
    String title = style.fit(question(trace), QUESTION_WIDTH);
    String verdict = all == 0 ? "no scores" : passed + " of " + all + " pass";
    out.println(
        style.bold(number + ". " + title)
            + " ".repeat(Math.max(1, QUESTION_WIDTH + 2 - title.length()))
            + (passed == all ? style.good(verdict) : style.bad(verdict)));
    for (int i = 0; i < roots.size(); i++) {
      print(roots.get(i), "   ", "   ", children);
    }
    out.println();
  }

  private void print(Span span, String branch, String trunk, Map<String, List<Span>> children) {
    List<Score> scores = span.scores();
    long failed = scores.stream().filter(score -> !score.passed()).count();
    String name = style.fit(span.name(), Math.max(10, NAME_WIDTH - branch.length()));
    StringBuilder line = new StringBuilder();
    line.append(style.dim(branch));
    line.append(span.text("gen_ai.operation.name").isEmpty() ? style.dim(name) : name);
    line.append(" ".repeat(Math.max(1, NAME_WIDTH - branch.length() - name.length())));
    line.append(String.format(Locale.ROOT, "%9s  ", duration(span.endNanos() - span.startNanos())));
    line.append(String.format(Locale.ROOT, "%-" + TOKENS_WIDTH + "s", tokens(span)));
    if (!scores.isEmpty()) {
      line.append("  ");
      if (scores.size() > failed) {
        line.append(style.good(style.pass() + " " + (scores.size() - failed))).append(' ');
      }
      if (failed > 0) {
        line.append(style.bad(style.fail() + " " + failed));
      }
    }
    out.println(line.toString().stripTrailing());
    List<Span> below = children.getOrDefault(span.spanId(), List.of());
    for (Score score : scores) {
      if (!score.passed()) {
        printFailure(trunk + style.trunk(below.isEmpty()), score);
      }
    }
    for (int i = 0; i < below.size(); i++) {
      boolean last = i == below.size() - 1;
      print(below.get(i), trunk + style.branch(last), trunk + style.trunk(last), children);
    }
  }

  private void printFailure(String trunk, Score score) {
    String head = style.fail() + " " + score.evaluator() + " = " + score.value();
    out.println(style.dim(trunk) + style.bad(head));
    int width = Style.COLUMNS - trunk.length() - 2;
    for (String line : wrap(score.explanation(), width)) {
      out.println(style.dim(trunk) + "  " + style.fit(line, width));
    }
  }

  /** Lines of whole words. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static String tokens(Span span) {
    long input = span.number("gen_ai.usage.input_tokens");
    long output = span.number("gen_ai.usage.output_tokens");
    if (input < 0) {
      return "";
    }
    long cached = span.number("gen_ai.usage.cache_read.input_tokens");
    return input
        + (output < 0 ? " tokens" : " + " + output + " tokens")
        + (cached > 0 ? " (" + cached + " cached)" : "");
  }

  private static String duration(long nanos) {
    double millis = nanos / 1e6;
    return millis >= 1000
        ? String.format(Locale.ROOT, "%.2f s", millis / 1000)
        : String.format(Locale.ROOT, "%.1f ms", millis);
  }

  /** What the user said last, as the first span that captured it tells; else the root's name. */
  private static String question(List<Span> trace) {
    for (Span span : trace) {
      String text = lastUserText(span.text("gen_ai.input.messages"));
      if (!text.isEmpty()) {
        return '"' + text + '"';
      }
    }
    return trace.get(0).name();
  }

  private static String lastUserText(String messages) {
    if (messages.isEmpty()) {
      return "";
    }
    String last = "";
    try {
      for (JsonNode message : MAPPER.readTree(messages)) {
        if (message.path("role").asString("").equals("user")) {
          for (JsonNode part : message.path("parts")) {
            String content = part.path("content").asString("");
            last = content.isBlank() ? last : content.lines().findFirst().orElse("");
          }
        }
      }
    } catch (JacksonException e) {
      // The capture was cut in the middle: the name of the root is shown.
      return "";
    }
    return last;
  }
}
