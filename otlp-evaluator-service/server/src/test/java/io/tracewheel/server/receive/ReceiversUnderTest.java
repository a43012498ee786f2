// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.GrpcReceiver;
import io.tracewheel.server.config.EvaluatorConfig.HttpReceiver;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.pipeline.TraceProcessor;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Both receivers on free ports, in front of a log in memory. */
final class ReceiversUnderTest implements AutoCloseable {
  static final int LIMIT = 8 << 20;

  final HeldLog log = new HeldLog();
  final Intake intake;
  final Receivers receivers;

  ReceiversUnderTest() throws CannotListenException, ConfigException {
    this(config -> config, TestProcessors::checking);
  }

  ReceiversUnderTest(
      UnaryOperator<EvaluatorConfig.Receivers> change,
      java.util.function.Supplier<TraceProcessor> processors)
      throws CannotListenException, ConfigException {
    EvaluatorConfig.Receivers config = change.apply(small());
    intake = new Intake(config.maxInFlightBytes(), () -> 0.5);
    receivers =
        Receivers.start(
            config,
            new Pipeline(intake, log, ScanLimits.DEFAULT, processors, true, false),
            intake,
            () -> !intake.draining());
  }

  /** The defaults on free ports, with an 8 MiB limit for requests. */
  static EvaluatorConfig.Receivers small() {
    EvaluatorConfig.Receivers byDefault = ConfigReader.defaults().receivers();
    GrpcReceiver grpc = byDefault.grpc();
    HttpReceiver http = byDefault.http();
    return new EvaluatorConfig.Receivers(
        new GrpcReceiver(
            grpc.endpoint().withPort(0),
            LIMIT,
            grpc.connections(),
            grpc.maxConcurrentStreams(),
            grpc.readTimeout(),
            grpc.minBodyRate(),
            grpc.tls()),
        new HttpReceiver(
            http.endpoint().withPort(0),
            LIMIT,
            http.connections(),
            http.readHeaderTimeout(),
            http.readTimeout(),
            http.idleTimeout(),
            http.minBodyRate(),
            http.tls()),
        byDefault.maxInFlightBytes(),
        byDefault.security(),
        byDefault.invalidSpans());
  }

  /** The same with other time-outs. */
  static EvaluatorConfig.Receivers impatient(EvaluatorConfig.Receivers config, Duration time) {
    return new EvaluatorConfig.Receivers(
        new GrpcReceiver(
            config.grpc().endpoint(),
            config.grpc().maxRequestBytes(),
            config.grpc().connections(),
            config.grpc().maxConcurrentStreams(),
            time,
            config.grpc().minBodyRate(),
            config.grpc().tls()),
        new HttpReceiver(
            config.http().endpoint(),
            config.http().maxRequestBytes(),
            config.http().connections(),
            time,
            time,
            time,
            config.http().minBodyRate(),
            config.http().tls()),
        config.maxInFlightBytes(),
        config.security(),
        config.invalidSpans());
  }

  int grpcPort() {
    return receivers.grpcEndpoint().port();
  }

  int httpPort() {
    return receivers.httpEndpoint().port();
  }

  @Override
  public void close() throws InterruptedException {
    receivers.close();
  }
}
