// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.StoredLog;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records are meant: all conditions together. */
final class Range {
  @Option(
      names = "--from",
      paramLabel = "POSITION",
      description = "The first position, as inspect prints it.")
  private long from;

  @Option(
      names = "--to",
      paramLabel = "POSITION",
      description = "The position behind the last record.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Received at or after this time, such as 2026-11-22T08:30:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Received before this time.")
  private @Nullable String until;

  @Option(
      names = "--not-delivered-to",
      paramLabel = "DESTINATION",
      description = "What this destination has not got yet, such as otlp/backend.")
  private @Nullable String behind;

  /** The conditions, for one log. */
  record Bounds(long from, long to, long sinceMillis, long untilMillis) {
    boolean overlaps(long begin, long end) {
      return begin < to && end > from;
    }

    boolean has(LogRecord record) {
      return record.position() >= from
          && record.position() < to
          && record.receivedMillis() >= sinceMillis
          && record.receivedMillis() < untilMillis;
    }
  }

  /**
   * What the options mean for a log.
   *
   * @throws ConfigException if one of them cannot be used
   */
  Bounds of(StoredLog log) throws ConfigException {
    return new Bounds(
        behind == null ? from : Math.max(from, position(log, behind)),
        to,
        since == null ? Long.MIN_VALUE : millis("--since", since),
        until == null ? Long.MAX_VALUE : millis("--until", until));
  }

  private static long millis(String option, String time) throws ConfigException {
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new ConfigException(
          List.of(
              option
                  + " is "
                  + time
                  + ", but it takes a time in UTC such as 2026-11-22T08:30:00Z."));
    }
  }

  private static long position(StoredLog log, String name) throws ConfigException {
    for (StoredLog.Cursor cursor : log.cursors()) {
      if (cursor.name().equals(name)) {
        Long position = cursor.position();
        return position == null ? 0 : position;
      }
    }
    throw new ConfigException(
        List.of(
            "The log knows no destination "
                + name
                + "; it knows "
                + (log.cursors().isEmpty()
                    ? "none"
                    : String.join(
                        ", ", log.cursors().stream().map(StoredLog.Cursor::name).toList()))
                + "."));
  }
}
