// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.export.LetterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose letters are meant. */
final class Letters {
  @Parameters(paramLabel = "DIR", description = "The folder dead-letters beside the log's.")
  private @Nullable Path directory;

  @Option(
      names = "--destination",
      paramLabel = "ID",
      description = "Only what this one refused, such as otlp/backend; all by default.")
  private @Nullable String destination;

  /**
   * The files of the destinations that are meant.
   *
   * @throws ConfigException if there are none
   */
  List<LetterFiles> files() throws ConfigException, IOException {
    Path folder = directory;
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ConfigException(
          List.of(
              "There is no directory "
                  + folder
                  + "; name the folder dead-letters beside the log's. It is made when a destination"
                  + " first refuses something."));
    }
    List<LetterFiles> all = LetterFiles.in(folder);
    if (destination == null) {
      return all;
    }
    List<LetterFiles> chosen =
        all.stream().filter(files -> files.destination().equals(destination)).toList();
    if (chosen.isEmpty()) {
      throw new ConfigException(
          List.of(
              "There are no dead letters of "
                  + destination
                  + " in "
                  + folder
                  + "; there are some of "
                  + (all.isEmpty()
                      ? "none"
                      : all.stream()
                          .map(LetterFiles::destination)
                          .collect(Collectors.joining(", ")))
                  + "."));
    }
    return chosen;
  }
}
