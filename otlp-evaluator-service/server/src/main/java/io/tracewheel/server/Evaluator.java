// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.log.RequestLog;
import io.tracewheel.server.log.SegmentedLog;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.receive.CannotListenException;
import io.tracewheel.server.receive.Receivers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The running evaluator: receivers, pipeline, log and destinations wired together by hand. */
public final class Evaluator {
  private final RequestLog log;
  private final Receivers receivers;

  private Evaluator(RequestLog log, Receivers receivers) {
    this.log = log;
    this.receivers = receivers;
  }

  /**
   * Starts everything; when it returns, requests are taken.
   *
   * @throws CannotListenException if a port or address cannot be used
   * @throws IOException if the log directory cannot be used; the message is a sentence for the user
   */
  public static Evaluator start(EvaluatorConfig config) throws CannotListenException, IOException {
    RequestLog log = SegmentedLog.open(config.log());
    try {
      log.readers(config.exporters().stream().map(ExporterConfig::id).toList());
      Intake intake =
          new Intake(
              config.receivers().maxInFlightBytes(),
              () -> ThreadLocalRandom.current().nextDouble());
      Pipeline pipeline =
          new Pipeline(
              intake,
              log,
              ScanLimits.DEFAULT,
              Evaluation.processors(config.evaluation(), ScanLimits.DEFAULT));
      return new Evaluator(log, Receivers.start(config.receivers(), pipeline, intake));
    } catch (CannotListenException | IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Where OTLP/gRPC is received, with the real port. */
  public HostPort grpcEndpoint() {
    return receivers.grpcEndpoint();
  }

  /** Where OTLP/HTTP is received, with the real port. */
  public HostPort httpEndpoint() {
    return receivers.httpEndpoint();
  }

  /**
   * Lets nothing more in, answers what is in flight, and ends. What is undelivered stays in the
   * log.
   *
   * @param atMost how long to wait
   * @throws IOException if the log could not be closed in good order
   */
  public void stop(Duration atMost) throws InterruptedException, IOException {
    receivers.drain(atMost);
    log.close();
    receivers.close();
  }
}
