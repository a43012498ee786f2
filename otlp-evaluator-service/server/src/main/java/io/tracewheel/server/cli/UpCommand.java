// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.server.Evaluator;
import io.tracewheel.server.config.EvaluatorConfig;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the evaluator until it is asked to stop. */
@Command(
    name = "up",
    description = {
      "Receives OTLP on 127.0.0.1, scores GenAI spans, keeps everything in a log and forwards it.",
      "Prints one line when it is ready. SIGTERM finishes what is in flight and exits with 0."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private UpOptions options;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UpCommand() {}

  @Override
  public Integer call() throws Exception {
    EvaluatorConfig config = options.resolve(Set.copyOf(BuiltInEvaluators.names()));
    LogOutput.setUp(config.telemetry().logLevel());
    Evaluator evaluator = Evaluator.start(config);
    StopSignals signals = StopSignals.handle();
    ReloadSignal.handle(evaluator::reloadRules);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "tracewheel evaluator ready: OTLP/gRPC "
            + evaluator.grpcEndpoint()
            + ", OTLP/HTTP "
            + evaluator.httpEndpoint()
            + (evaluator.adminEndpoint() == null
                ? ""
                : ", state http://" + evaluator.adminEndpoint() + "/")
            + ", data "
            + UpOptions.dataDirectory(config)
            + ", destinations: "
            + Destination.list(config.exporters()));
    out.flush();
    signals.await();
    evaluator.stop(config.drainTimeout());
    return 0;
  }
}
