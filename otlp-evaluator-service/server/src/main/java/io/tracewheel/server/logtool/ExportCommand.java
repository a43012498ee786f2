// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import static java.util.Locale.ROOT;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.StoredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies requests out of a log. */
@Command(
    name = "export",
    description = {
      "Copies requests out of a log, as destinations without masking get them, in a form that replay",
      "takes. Requests that still wait for scores are copied as they are. Exits with 0, with 1 if",
      "something in the range could not be copied, 2 if the log or a file cannot be used."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final int NOT_ALL = 1;

  /** How requests are written. */
  enum Format {
    /** OTLP/JSON lines in one file. */
    JSON,
    /** Protobuf, each request in a file of its own. */
    PROTOBUF
  }

  @Spec private CommandSpec spec;
  @Mixin private Range range;

  @Parameters(paramLabel = "DIR", description = "The log's directory (log.directory).")
  private Path directory;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "JSON",
      description = "json (OTLP/JSON lines, the default) or protobuf (a file for each request).")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = {
        "A file for json (standard output by default), a directory for protobuf. What is there under",
        "the same name is replaced."
      })
  private @Nullable Path out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExportCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException {
    Path to = out;
    if (format == Format.PROTOBUF && to == null) {
      throw new ConfigException(List.of("--format protobuf needs --out with a directory."));
    }
    StoredLog log = StoredLog.open(directory);
    Range.Bounds bounds = range.of(log);
    Set<Long> released = released(log, bounds);
    Copy copy;
    try (RequestOutput output =
        format == Format.JSON || to == null ? RequestOutput.lines(to) : RequestOutput.files(to)) {
      copy = new Copy(bounds, released, output);
      for (StoredLog.Part part : log.parts()) {
        if (bounds.overlaps(part.from(), part.end())) {
          copy.letGo += log.read(part, copy) ? 0 : 1;
        }
      }
    }
    return report(copy);
  }

  private int report(Copy copy) {
    spec.commandLine()
        .getErr()
        .printf(
            ROOT,
            "%,d requests copied%s%s%s.%n",
            copy.copied,
            copy.damaged == 0
                ? ""
                : String.format(ROOT, "; %,d bytes in the range are damaged", copy.damaged),
            copy.noJson == 0
                ? ""
                : String.format(
                    ROOT, "; %,d have no OTLP/JSON form, take --format protobuf", copy.noJson),
            copy.letGo == 0 ? "" : "; the oldest were delivered and let go meanwhile");
    spec.commandLine().getErr().flush();
    return copy.damaged + copy.noJson == 0 ? 0 : NOT_ALL;
  }

  /** Positions of requests that waited for scores and are released: these lie there once more. */
  private static Set<Long> released(StoredLog log, Range.Bounds bounds) throws IOException {
    Set<Long> released = new HashSet<>();
    for (StoredLog.Part part : log.parts()) {
      if (part.end() <= bounds.from()) {
        continue;
      }
      log.read(
          part,
          new StoredLog.Visitor() {
            @Override
            public void record(LogRecord record) {
              if (record.passage() == Passage.RELEASE) {
                ByteBuffer positions = ByteBuffer.wrap(record.request().toByteArray());
                while (positions.remaining() >= Long.BYTES) {
                  released.add(positions.getLong());
                }
              }
            }

            @Override
            public void damage(long from, long to) {
              // Counted when it is copied; at worst a request is copied twice.
            }
          });
    }
    return released;
  }

  /** Takes what is in the range. */
  private static final class Copy implements StoredLog.Visitor {
    private final Range.Bounds bounds;
    private final Set<Long> released;
    private final RequestOutput output;
    private long copied;
    private long noJson;
    private long damaged;
    private int letGo;

    private Copy(Range.Bounds bounds, Set<Long> released, RequestOutput output) {
      this.bounds = bounds;
      this.released = released;
      this.output = output;
    }

    @Override
    public void record(LogRecord record) throws IOException {
      boolean leaves =
          switch (record.passage()) {
            case FREE, RELEASED -> true;
            case HELD -> !released.contains(record.position());
            case RELEASE -> false;
          };
      if (leaves && bounds.has(record)) {
        if (output.write(record)) {
          copied++;
        } else {
          noJson++;
        }
      }
    }

    @Override
    public void damage(long from, long to) {
      if (bounds.overlaps(from, to)) {
        damaged += to - from;
      }
    }
  }
}
