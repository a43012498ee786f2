// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.DestinationUri;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.export.OtlpSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends recorded telemetry to an OTLP endpoint. */
@Command(
    name = "replay",
    description = {
      "Sends recorded telemetry to any OTLP endpoint. A recording holds one OTLP/JSON request in",
      "each line (resourceSpans, resourceLogs or resourceMetrics) and may be gzipped, or, in a file",
      "NAME.traces.pb (.logs.pb, .metrics.pb, .profiles.pb), the protobuf bytes of one request.",
      "Exits with 0 if everything was accepted, 1 if not, 2 if a recording cannot be read."
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  private static final int NOT_ALL_ACCEPTED = 1;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "URI",
      defaultValue = "grpc://127.0.0.1:4317",
      description = {
        "grpc://host:port, http://host:port or https://host:port; by default ${DEFAULT-VALUE},",
        "where up listens."
      })
  private String to;

  @Option(
      names = "--rate",
      paramLabel = "SPANS_PER_SECOND",
      defaultValue = "0",
      description =
          "Most items (spans, log records, data points) per second; 0, the default: no limit.")
  private double rate;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long a request that cannot be taken now is sent again; ${DEFAULT-VALUE} by default.")
  private long patience;

  /** Made by the command line library. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  public ReplayCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    if (!(rate >= 0 && rate <= 1e12)) {
      throw new ConfigException(
          List.of("--rate is " + rate + ", but it takes 0 or a positive number."));
    }
    if (patience < 0 || patience > TimeUnit.DAYS.toSeconds(1)) {
      throw new ConfigException(
          List.of("--patience is " + patience + ", but it takes 0 to 86400 seconds."));
    }
    PrintWriter err = spec.commandLine().getErr();
    Tally tally = new Tally(err, System.console() != null);
    try (Target target = new Target(sender(), Duration.ofSeconds(patience))) {
      Pace pace = new Pace(rate, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
      new Replay(target, pace, tally).run(files, System.in);
    } finally {
      if (tally.terminal()) {
        err.println();
      }
      err.println(tally.summary(to));
    }
    return tally.complete() ? 0 : NOT_ALL_ACCEPTED;
  }

  private OtlpSender sender() throws ConfigException {
    ExporterConfig destination = DestinationUri.parse(to);
    if (destination instanceof ExporterConfig.Otlp grpc) {
      return OtlpSender.open(grpc);
    }
    if (destination instanceof ExporterConfig.OtlpHttp http) {
      return OtlpSender.open(http);
    }
    throw new ConfigException(
        List.of(
            "--to "
                + to
                + " is no OTLP endpoint; it takes grpc://host:port, http://host:port or"
                + " https://host:port."));
  }
}
