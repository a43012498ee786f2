// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command above those that deal with what destinations refused. */
@Command(
    name = "deadletters",
    description = {
      "What destinations refused for good lies in the folder dead-letters beside the log's: the",
      "newest 256 to 512 MiB of each destination. Both commands work beside a running evaluator."
    },
    mixinStandardHelpOptions = true,
    subcommands = {ListCommand.class, ReplayLettersCommand.class})
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by the command line library. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  public DeadLettersCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
