// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import static java.util.Locale.ROOT;

import io.tracewheel.server.log.StoredLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a log holds and how far its readers are. */
@Command(
    name = "inspect",
    description = {
      "Prints segments (positions, records, bytes, ages, damage) and how far each destination is.",
      "Reads all of the log and checks every checksum; prints no content. Exits with 0, with 1 if",
      "something is damaged, 2 if there is no log."
    },
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  private static final int DAMAGED = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The log's directory (log.directory).")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  InspectCommand() {}

  @Override
  public Integer call() throws IOException {
    StoredLog log = StoredLog.open(directory);
    Survey survey = Survey.of(log);
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Instant.now();
    out.println(summary(log, survey));
    if (!survey.segments().isEmpty()) {
      out.printf(
          ROOT,
          "%n%-24s %14s %9s %14s %-20s %-20s %9s%n",
          "segment",
          "from",
          "records",
          "bytes",
          "oldest",
          "newest",
          "damaged");
      for (Survey.SegmentTally segment : survey.segments()) {
        out.printf(
            ROOT,
            "%-24s %14d %9d %14d %-20s %-20s %9s%n",
            segment.part.file().getFileName(),
            segment.part.from(),
            segment.records,
            segment.part.end() - segment.part.from(),
            segment.records == 0 ? "-" : time(segment.firstMillis),
            segment.records == 0 ? "-" : time(segment.lastMillis),
            segment.letGo ? "let go" : segment.damagedBytes());
      }
    }
    if (!survey.readers().isEmpty()) {
      out.printf(
          ROOT,
          "%n%-32s %14s %14s %9s  %s%n",
          "reader",
          "position",
          "bytes behind",
          "records",
          "oldest waits");
      for (Survey.ReaderTally reader : survey.readers()) {
        out.printf(
            ROOT,
            "%-32s %14s %14d %9d  %s%n",
            reader.cursor.name(),
            reader.cursor.position() == null ? "damaged" : reader.cursor.position(),
            survey.lag(reader),
            reader.records,
            reader.records == 0 ? "-" : age(reader.oldestMillis, now));
      }
    }
    List<String> faults = survey.faults();
    if (!faults.isEmpty() || !survey.unfinished().isEmpty()) {
      out.println();
    }
    if (!survey.unfinished().isEmpty()) {
      out.println(survey.unfinished());
    }
    faults.forEach(out::println);
    out.flush();
    return faults.isEmpty() ? 0 : DAMAGED;
  }

  private static String summary(StoredLog log, Survey survey) {
    StringJoiner counts = new StringJoiner(", ");
    survey
        .signals()
        .forEach(
            (signal, count) ->
                counts.add(
                    String.format(ROOT, "%,d of %s", count, signal.name().toLowerCase(ROOT))));
    return String.format(
        ROOT,
        "%d segments, positions %d to %d; requests: %s%s.",
        survey.segments().size(),
        log.oldest(),
        log.end(),
        counts.length() == 0 ? "none" : counts,
        survey.held() == 0
            ? ""
            : String.format(ROOT, "; %,d of them were logged to wait for scores", survey.held()));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String age(long millis, Instant now) {
    Duration age = Duration.between(Instant.ofEpochMilli(millis), now);
    return age.isNegative()
        ? "0s"
        : age.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(ROOT);
  }
}
