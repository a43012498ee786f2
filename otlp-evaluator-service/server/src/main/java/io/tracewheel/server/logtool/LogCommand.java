// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command above those that look at a log. */
@Command(
    name = "log",
    description = {
      "Looks at a write-ahead log: also while an evaluator uses it, and where it is damaged.",
      "Nothing in the log's directory is written."
    },
    mixinStandardHelpOptions = true,
    subcommands = {InspectCommand.class, VerifyCommand.class, ExportCommand.class})
public final class LogCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by the command line library. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public LogCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
