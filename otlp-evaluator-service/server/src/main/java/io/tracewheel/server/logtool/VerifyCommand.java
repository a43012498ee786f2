// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import static java.util.Locale.ROOT;

import io.tracewheel.server.log.StoredLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks all checksums of a log. */
@Command(
    name = "verify",
    description = {
      "Checks every checksum and every position, and names each damaged place on a line.",
      "Exits with 0 if all is good (an unfinished write at the end is said, and is no damage), with",
      "1 if not, 2 if there is no log."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int DAMAGED = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The log's directory (log.directory).")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  VerifyCommand() {}

  @Override
  public Integer call() throws IOException {
    Survey survey = Survey.of(StoredLog.open(directory));
    PrintWriter out = spec.commandLine().getOut();
    List<String> faults = survey.faults();
    faults.forEach(out::println);
    if (!survey.unfinished().isEmpty()) {
      out.println(survey.unfinished());
    }
    out.printf(
        ROOT,
        "%s: %d segments with %,d records, %s.%n",
        directory,
        survey.segments().size(),
        survey.segments().stream().mapToLong(segment -> segment.records).sum(),
        faults.isEmpty() ? "all good" : faults.size() + " faults");
    out.flush();
    return faults.isEmpty() ? 0 : DAMAGED;
  }
}
