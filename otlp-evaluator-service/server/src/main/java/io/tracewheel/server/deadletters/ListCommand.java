// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import static java.util.Locale.ROOT;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.export.LetterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what was refused, by whom, when and why. */
@Command(
    name = "list",
    description = {
      "Prints a line for each letter: when it was refused and received, by whom, kind, bytes, why.",
      "Never what is in it."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private static final int LONGEST_REASON = 200;

  @Spec private CommandSpec spec;
  @Mixin private Letters letters;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ListCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (LetterFiles files : letters.files()) {
      Sum sum = new Sum();
      long unreadable =
          new StoredLetters(files)
              .read(
                  Delivered.read(files.delivered()),
                  letter -> {
                    sum.letters++;
                    sum.bytes += letter.line().length();
                    out.printf(
                        ROOT,
                        "%s  %s  %s  %s  %,d bytes  %s%n",
                        printable(letter.refused()),
                        printable(letter.received()),
                        printable(files.destination()),
                        letter.signal().name().toLowerCase(ROOT),
                        letter.line().length(),
                        printable(letter.reason()));
                    return true;
                  });
      out.printf(
          ROOT,
          "%s: %,d letters, %,d bytes%s.%n",
          printable(files.destination()),
          sum.letters,
          sum.bytes,
          unreadable == 0 ? "" : "; " + unreadable + " lines are no letters");
    }
    out.flush();
    return 0;
  }

  /** What a destination says is not to be trusted with a terminal. */
  static String printable(String text) {
    String part = text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    return part.replaceAll("\\p{C}", "?");
  }

  /** What one destination has refused. */
  private static final class Sum {
    private long letters;
    private long bytes;
  }
}
