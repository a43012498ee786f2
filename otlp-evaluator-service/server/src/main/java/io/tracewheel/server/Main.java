// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.server.cli.EvaluatorCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Starts the evaluator's command line. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(
        EvaluatorCommand.run(
            new PrintWriter(System.out, true, Charset.defaultCharset()),
            new PrintWriter(System.err, true, Charset.defaultCharset()),
            arguments));
  }
}
