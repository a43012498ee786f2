// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.admin.Admin;
import io.tracewheel.server.admin.JudgeCounts;
import io.tracewheel.server.admin.Parts;
import io.tracewheel.server.assembly.JudgeSpans;
import io.tracewheel.server.assembly.TraceAssembly;
import io.tracewheel.server.assembly.TraceStatistics;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.Environment;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.export.Destinations;
import io.tracewheel.server.log.ForwardedRecords;
import io.tracewheel.server.log.KafkaLogFactory;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.RequestLog;
import io.tracewheel.server.log.SegmentedLog;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.receive.CannotListenException;
import io.tracewheel.server.receive.Receivers;
import io.tracewheel.server.rules.AskedEvaluators;
import io.tracewheel.server.rules.LibraryFolder;
import io.tracewheel.server.rules.LiveRules;
import io.tracewheel.server.rules.RuleJudges;
import io.tracewheel.server.tls.SecurityCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running evaluator: receivers, pipeline, log and destinations wired together by hand. */
public final class Evaluator {
  private static final Logger logger = LoggerFactory.getLogger(Evaluator.class);

  private final LiveRules rules;
  private final RuleJudges judges;
  private final RequestLog log;
  private final Destinations destinations;
  private final @Nullable TraceAssembly traces;
  private final Receivers receivers;
  private final Admin admin;

  private Evaluator(
      LiveRules rules,
      RuleJudges judges,
      RequestLog log,
      Destinations destinations,
      @Nullable TraceAssembly traces,
      Receivers receivers,
      Admin admin) {
    this.rules = rules;
    this.judges = judges;
    this.log = log;
    this.destinations = destinations;
    this.traces = traces;
    this.receivers = receivers;
    this.admin = admin;
  }

  /**
   * Starts everything; when it returns, requests are taken.
   *
   * @throws ConfigException if the rules, or files of certificates or secrets, cannot be used
   * @throws CannotListenException if a port or address cannot be used
   * @throws IOException if the log directory cannot be used; the message is a sentence for the user
   */
  public static Evaluator start(EvaluatorConfig config)
      throws ConfigException, CannotListenException, IOException {
    SecurityCheck.check(config);
    JudgeCounts counts = new JudgeCounts();
    JudgeSpans judgeSpans = new JudgeSpans();
    RuleJudges judges =
        new RuleJudges(
            config.rules().file(),
            Environment::get,
            span -> {
              counts.ended(span);
              judgeSpans.ended(span);
            });
    LiveRules rules;
    try {
      rules =
          LiveRules.open(
              config.rules().file(),
              config.rules().references(),
              AskedEvaluators.of(
                  judges, config.rules().file(), config.rules().folder(), CustomLimits.LIVE));
    } catch (ConfigException | RuntimeException e) {
      judges.close();
      throw e;
    }
    try {
      return start(config, rules, judges, counts, judgeSpans);
    } catch (ConfigException | CannotListenException | IOException | RuntimeException e) {
      rules.close();
      judges.close();
      throw e;
    }
  }

  private static Evaluator start(
      EvaluatorConfig config,
      LiveRules rules,
      RuleJudges judges,
      JudgeCounts counts,
      JudgeSpans judgeSpans)
      throws ConfigException, CannotListenException, IOException {
    RequestLog log = open(config);
    Destinations destinations = null;
    TraceAssembly traces = null;
    Admin admin = null;
    try {
      boolean hold = holds(config);
      Map<String, LogReader> readers = log.readers(readers(config));
      destinations =
          Destinations.start(
              config.exporters(),
              forwarded(readers),
              config.log().directory().resolveSibling("dead-letters"));
      LogReader reader = readers.get(TraceAssembly.READER);
      traces = reader == null ? null : TraceAssembly.start(reader, log, rules, judgeSpans, config);
      Intake intake =
          new Intake(
              inFlightBytes(config.receivers().maxInFlightBytes()),
              () -> ThreadLocalRandom.current().nextDouble());
      EvaluatorHealth health =
          new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system());
      Pipeline pipeline =
          new Pipeline(
              intake,
              log,
              ScanLimits.DEFAULT,
              Evaluation.processors(config.evaluation(), rules, ScanLimits.DEFAULT, health, hold),
              config.receivers().invalidSpans() == EvaluatorConfig.InvalidSpans.REJECT,
              traces == null
                  && config.log().kafka() == null // cuts requests, so it would inflate them again
                  && Destinations.allSendGzip(config.exporters()));
      AtomicBoolean started = new AtomicBoolean();
      Destinations all = destinations;
      TraceAssembly assembly = traces;
      admin =
          Admin.start(
              config,
              new Parts(
                  pipeline,
                  intake,
                  log::statistics,
                  config.log().directory(),
                  config.log().maxBytes(),
                  log::end,
                  all::statistics,
                  health,
                  () -> assembly == null ? TraceStatistics.NONE : assembly.statistics(),
                  counts,
                  judges::moneySpent,
                  started::get));
      Receivers receivers = Receivers.start(config.receivers(), pipeline, intake, admin::ready);
      started.set(true);
      return new Evaluator(rules, judges, log, destinations, traces, receivers, admin);
    } catch (ConfigException | CannotListenException | IOException | RuntimeException e) {
      if (admin != null) {
        admin.close();
      }
      if (traces != null) {
        traces.close();
      }
      if (destinations != null) {
        destinations.close();
      }
      log.close();
      throw e;
    }
  }

  private static RequestLog open(EvaluatorConfig config) throws IOException {
    EvaluatorConfig.Kafka kafka = config.log().kafka();
    if (kafka == null) {
      return SegmentedLog.open(config.log());
    }
    List<KafkaLogFactory> found = LibraryFolder.find(KafkaLogFactory.class, "kafka");
    if (found.isEmpty()) {
      throw new IOException(
          "log.kafka needs the folder \"kafka\" of the distribution, which is not there; build it"
              + " with mvn -pl otlp-evaluator-service/kafka -am package, or leave log.kafka out.");
    }
    int largest =
        Math.max(
            config.receivers().grpc().maxRequestBytes(),
            config.receivers().http().maxRequestBytes());
    return found.get(0).open(kafka, largest);
  }

  /** Whoever reads the log: traces are put together only where rules may ask for their scores. */
  private static List<String> readers(EvaluatorConfig config) {
    List<String> names = new ArrayList<>();
    config.exporters().forEach(exporter -> names.add(exporter.id()));
    boolean onKafka = config.log().kafka() != null; // nothing is held there
    if (scoresTraces(config) || (!onKafka && Files.exists(holding(config)))) {
      names.add(TraceAssembly.READER);
    }
    return names;
  }

  private static boolean scoresTraces(EvaluatorConfig config) {
    return config.rules().file() != null && config.evaluation().events() != ScoreOutput.NONE;
  }

  /** Whether requests may wait for scores; from then on somebody must release them, for ever. */
  private static boolean holds(EvaluatorConfig config) throws IOException {
    boolean hold =
        scoresTraces(config)
            && config.evaluation().spanAttributes() != ScoreOutput.NONE
            && config.traces().hold().longest() != null;
    if (hold && !Files.exists(holding(config))) {
      Files.createFile(holding(config));
    }
    return hold;
  }

  /** There once requests were held in this log. */
  private static Path holding(EvaluatorConfig config) {
    return config.log().directory().toAbsolutePath().resolveSibling("holding");
  }

  private static Map<String, LogReader> forwarded(Map<String, LogReader> readers) {
    Map<String, LogReader> forwarded = new HashMap<>();
    readers.forEach((name, reader) -> forwarded.put(name, new ForwardedRecords(reader)));
    return forwarded;
  }

  /**
   * As configured, but no more than half of the heap: a budget above that would protect nothing.
   */
  private static long inFlightBytes(long configured) {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (configured > most) {
      logger.info(
          "receivers.otlp.max_in_flight_bytes is {}, but half of the heap is {}, which is used"
              + " instead; raise the heap with -Xmx, or lower the setting.",
          configured,
          most);
      return most;
    }
    return configured;
  }

  /** Has the rules read anew. */
  public void reloadRules() {
    rules.reload();
  }

  /** Where OTLP/gRPC is received, with the real port. */
  public HostPort grpcEndpoint() {
    return receivers.grpcEndpoint();
  }

  /** Where OTLP/HTTP is received, with the real port. */
  public HostPort httpEndpoint() {
    return receivers.httpEndpoint();
  }

  /** Where health, readiness, metrics and state are, with the real port; null if nowhere. */
  public @Nullable HostPort adminEndpoint() {
    return admin.endpoint();
  }

  /**
   * Lets nothing more in, answers what is in flight, scores the traces that are there, delivers
   * what destinations take, and ends. What is undelivered then stays in the log.
   *
   * @param atMost how long to wait for all of it together
   * @throws IOException if the log could not be closed in good order
   */
  public void stop(Duration atMost) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    receivers.drain(atMost);
    if (traces != null) {
      traces.drain(left(deadline));
    }
    destinations.drain(left(deadline));
    if (traces != null) {
      traces.close();
    }
    destinations.close();
    log.close();
    receivers.close();
    admin.close();
    rules.close();
    judges.close();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
