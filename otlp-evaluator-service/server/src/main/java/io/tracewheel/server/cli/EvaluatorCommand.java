// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import io.tracewheel.server.cli.EvaluatorCommand.Version;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.deadletters.DeadLettersCommand;
import io.tracewheel.server.evaluate.EvaluateCommand;
import io.tracewheel.server.logtool.LogCommand;
import io.tracewheel.server.receive.CannotListenException;
import io.tracewheel.server.replay.ReplayCommand;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all commands; alone it shows the help. */
@Command(
    name = "tracewheel",
    description = "Receives OpenTelemetry, scores what LLM agents did, and forwards everything.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      UpCommand.class,
      ReplayCommand.class,
      EvaluateCommand.class,
      LogCommand.class,
      DeadLettersCommand.class,
      ValidateCommand.class
    })
public final class EvaluatorCommand implements Runnable {
  /** Bad input: an option, a file, a port, a directory. */
  private static final int BAD_INPUT = 2;

  @Spec private CommandSpec spec;

  /** Made by {@link #run} or the command line library. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field
  EvaluatorCommand() {}

  /**
   * Runs a command.
   *
   * @return exit code: 0 for success, 1 for a fault of ours, 2 for bad input
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    LogOutput.quietLibraries();
    return new CommandLine(new EvaluatorCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(EvaluatorCommand::badOption)
        .setExecutionExceptionHandler((fault, command, parsed) -> fault(fault, command))
        .execute(arguments);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int badOption(ParameterException fault, String[] arguments) {
    CommandLine command = fault.getCommandLine();
    command.getErr().println(fault.getMessage());
    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
    return BAD_INPUT;
  }

  private static int fault(Exception fault, CommandLine command) throws Exception {
    if (fault instanceof ConfigException
        || fault instanceof CannotListenException
        || fault instanceof IOException) {
      command.getErr().println(fault.getMessage());
      return BAD_INPUT;
    }
    throw fault;
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = EvaluatorCommand.class.getPackage().getImplementationVersion();
      return new String[] {"tracewheel evaluator " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
