// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.deadletters;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.DestinationUri;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.export.LetterFiles;
import io.tracewheel.server.export.OtlpSender;
import io.tracewheel.server.replay.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends refused requests again. */
@Command(
    name = "replay",
    description = {
      "Sends letters again, the oldest first, and takes out those that are accepted; the others",
      "stay. Exits with 0 if all were accepted, 1 if not, 2 if something cannot be used."
    },
    mixinStandardHelpOptions = true)
final class ReplayLettersCommand implements Callable<Integer> {
  private static final int NOT_ALL_ACCEPTED = 1;

  @Spec private CommandSpec spec;
  @Mixin private Letters letters;

  @ArgGroup(multiplicity = "1")
  private Where where;

  /** The same destination or another one. */
  static final class Where {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = {
          "The evaluator's configuration: each letter goes to the destination that refused it, with",
          "its headers, TLS and masking."
        })
    private @Nullable Path config;

    @Option(
        names = "--to",
        paramLabel = "URI",
        description = {
          "grpc://host:port, http://host:port or https://host:port. Letters are not masked: they",
          "are sent as they were received."
        })
    private @Nullable String to;
  }

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long a letter that cannot be taken now is sent again; ${DEFAULT-VALUE} by default.")
  private long patience;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ReplayLettersCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    if (patience < 0 || patience > TimeUnit.DAYS.toSeconds(1)) {
      throw new ConfigException(
          List.of("--patience is " + patience + ", but it takes 0 to 86400 seconds."));
    }
    List<LetterFiles> chosen = letters.files();
    List<ExporterConfig> configured = configured();
    // All before any is sent: half a replay helps nobody.
    for (LetterFiles files : chosen) {
      destination(configured, files.destination());
    }
    boolean complete = true;
    for (LetterFiles files : chosen) {
      ExporterConfig destination = destination(configured, files.destination());
      try (Target target = new Target(sender(destination), Duration.ofSeconds(patience))) {
        LetterReplay.Outcome outcome = new LetterReplay(files, target).run();
        spec.commandLine().getOut().println(sentence(files, destination, outcome));
        complete &= outcome.complete();
      }
    }
    spec.commandLine().getOut().flush();
    return complete ? 0 : NOT_ALL_ACCEPTED;
  }

  private List<ExporterConfig> configured() throws ConfigException {
    Path config = where.config;
    return config == null
        ? List.of()
        : ConfigReader.ofProcess(Set.copyOf(BuiltInEvaluators.names())).read(config).exporters();
  }

  private ExporterConfig destination(List<ExporterConfig> configured, String id)
      throws ConfigException {
    String to = where.to;
    ExporterConfig found =
        to != null
            ? DestinationUri.parse(to)
            : configured.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(
                    () ->
                        new ConfigException(
                            List.of(
                                where.config
                                    + " has no exporter "
                                    + id
                                    + ", which letters are from; add it, choose others with"
                                    + " --destination, or name an endpoint with --to.")));
    if (found instanceof ExporterConfig.File) {
      throw new ConfigException(
          List.of(found.id() + " is no OTLP endpoint; name one with --to grpc://host:port."));
    }
    return found;
  }

  private static OtlpSender sender(ExporterConfig destination) {
    return destination instanceof ExporterConfig.Otlp grpc
        ? OtlpSender.masked(grpc)
        : OtlpSender.masked((ExporterConfig.OtlpHttp) destination);
  }

  private static String sentence(
      LetterFiles files, ExporterConfig destination, LetterReplay.Outcome outcome) {
    String reason = outcome.firstReason();
    return String.format(
        ROOT,
        "%s: %,d letters accepted by %s%s%s%s%s.",
        files.destination(),
        outcome.accepted(),
        destination.id(),
        outcome.rejectedItems() == 0
            ? ""
            : String.format(ROOT, ", which left out %,d items of them", outcome.rejectedItems()),
        outcome.notAccepted() == 0
            ? ""
            : String.format(
                ROOT,
                "; %,d NOT accepted and kept%s",
                outcome.notAccepted(),
                outcome.gaveUp() ? ", as is all behind them" : ""),
        outcome.unreadable() == 0
            ? ""
            : String.format(ROOT, "; %,d lines are no letters and stay", outcome.unreadable()),
        reason == null || reason.isEmpty()
            ? ""
            : ": " + ListCommand.printable(reason).replaceAll("\\.$", ""));
  }
}
