// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.assembly.TraceStatistics;
import io.tracewheel.server.export.DestinationStatistics;
import io.tracewheel.server.log.LogStatistics;
import io.tracewheel.server.pipeline.Traffic.Counts;
import io.tracewheel.server.pipeline.Traffic.Transport;
import io.tracewheel.server.rules.RuleTally;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The state of the pipeline as a page for people. It shows figures and configured names, never
 * content of telemetry; every text is escaped all the same.
 */
final class StatePage {
  private static final String STYLE =
      "body{font:14px/1.4 system-ui,sans-serif;margin:2em;max-width:70em;color:#222}"
          + "table{border-collapse:collapse;margin:.5em 0 1.5em}"
          + "th,td{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:right}"
          + "th:first-child,td:first-child{text-align:left}.bad{color:#b00}.good{color:#070}";

  private final Parts parts;
  private final Readiness readiness;

  StatePage(Parts parts, Readiness readiness) {
    this.parts = parts;
    this.readiness = readiness;
  }

  AdminServer.Page page() {
    StringBuilder html =
        new StringBuilder(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"refresh\" content=\"5\"><title>Tracewheel evaluator</title>"
                + "<style>");
    html.append(STYLE).append("</style></head><body><h1>Tracewheel evaluator</h1>");
    status(html);
    receivers(html);
    log(html);
    destinations(html);
    evaluators(html);
    traces(html);
    html.append("<p>Figures since the start of the process. The same and more at")
        .append(" <a href=\"/metrics\">/metrics</a>.</p></body></html>");
    return new AdminServer.Page(200, "text/html; charset=utf-8", html.toString());
  }

  private void status(StringBuilder html) {
    List<Readiness.Reason> reasons = readiness.reasons();
    html.append("<p class=\"").append(reasons.isEmpty() ? "good\">Ready." : "bad\">Not ready: ");
    html.append(
        escaped(reasons.stream().map(Readiness.Reason::sentence).collect(Collectors.joining(" "))));
    html.append("</p>");
  }

  private void receivers(StringBuilder html) {
    head(html, "Receivers", "", "requests", "items", "bytes", "rejected items", "refused requests");
    for (Transport transport : Transport.values()) {
      for (Signal signal : Signal.values()) {
        Counts counts = parts.pipeline().traffic().counts(transport, signal);
        if (counts.requests() + counts.allRefused() > 0) {
          String refused =
              counts.refused().entrySet().stream()
                  .filter(entry -> entry.getValue() > 0)
                  .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(ROOT))
                  .collect(Collectors.joining(", "));
          row(
              html,
              transport.name().toLowerCase(ROOT) + " " + signal.name().toLowerCase(ROOT),
              number(counts.requests()),
              number(counts.items()),
              number(counts.bytes()),
              number(counts.rejected()),
              refused.isEmpty() ? "0" : refused);
        }
      }
    }
    row(
        html,
        "in flight",
        number(parts.intake().requests()),
        "",
        number(parts.intake().reservedBytes()) + " of " + number(parts.intake().capacity()),
        "",
        "");
    html.append("</table>");
  }

  private void log(StringBuilder html) {
    LogStatistics log = parts.log().get();
    head(
        html, "Log", "directory", "bytes", "of at most", "not on disk", "damaged", "failed writes");
    row(
        html,
        parts.logDirectory().toString(),
        number(log.storedBytes()),
        number(parts.logCapacity()),
        number(log.waitingBytes()),
        number(log.damagedBytes()),
        number(log.failedCommits()));
    html.append("</table>");
  }

  private void destinations(StringBuilder html) {
    head(
        html,
        "Destinations",
        "",
        "state",
        "delivered",
        "lag bytes",
        "lag seconds",
        "retried",
        "dead-lettered",
        "rejected items");
    for (DestinationStatistics one : parts.destinations().get()) {
      row(
          html,
          one.id(),
          one.reachable() ? "takes requests" : "failing",
          number(one.delivered()),
          number(one.lagBytes()),
          String.format(ROOT, "%.1f", one.lagMillis() / 1e3),
          number(one.failedAttempts()),
          number(one.deadLettered()),
          number(one.rejectedItems()));
    }
    html.append("</table>");
  }

  private void evaluators(StringBuilder html) {
    head(html, "Evaluators of spans", "", "pass", "fail", "not scored", "state");
    for (EvaluatorHealth.Report report : parts.evaluators().reports()) {
      String unscored =
          report.unscored().entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(ROOT))
              .collect(Collectors.joining(", "));
      row(
          html,
          report.name(),
          number(report.passed()),
          number(report.failed()),
          unscored.isEmpty() ? "0" : unscored,
          report.quarantined() ? "set aside" : "runs");
    }
    html.append("</table>");
  }

  private void traces(StringBuilder html) {
    TraceStatistics traces = parts.traces().get();
    head(html, "Traces", "open", "bytes", "judgements awaited", "given up");
    row(
        html,
        number(traces.open()),
        number(traces.bytes()),
        number(traces.unanswered()),
        number(traces.givenUp()));
    html.append("</table>");
    if (!traces.rules().isEmpty()) {
      head(html, "Rules of traces and sessions", "", "of", "scored", "pass", "fail", "left out");
      for (RuleTally.Counts rule : traces.rules()) {
        row(
            html,
            rule.rule(),
            rule.target(),
            number(rule.scored()),
            number(rule.passed()),
            number(rule.failed()),
            number(rule.leftOut()));
      }
      html.append("</table>");
    }
  }

  private static void head(StringBuilder html, String title, String... columns) {
    html.append("<h2>").append(escaped(title)).append("</h2><table><tr>");
    for (String column : columns) {
      html.append("<th>").append(escaped(column)).append("</th>");
    }
    html.append("</tr>");
  }

  private static void row(StringBuilder html, String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(escaped(cell)).append("</td>");
    }
    html.append("</tr>");
  }

  private static String number(long value) {
    return String.format(ROOT, "%,d", value);
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }
}
