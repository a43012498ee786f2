// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tracewheel.server.auth.Authenticator;
import io.tracewheel.server.auth.Gate;
import io.tracewheel.server.auth.Tenants;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.config.TlsFiles;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.tls.LiveTls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both OTLP receivers with their threads: event loops for sockets, and as many workers as
 * processors for everything else.
 */
public final class Receivers {
  private static final Logger logger = LoggerFactory.getLogger(Receivers.class);

  private final Intake intake;
  private final EventLoopGroup loops;
  private final ExecutorService workers;
  private final ScheduledExecutorService timer;
  private final LiveTls grpcTls;
  private final LiveTls httpTls;
  private final Authenticator authenticator;
  private final OtlpGrpcServer grpc;
  private final OtlpHttpServer http;
  private final HostPort grpcEndpoint;
  private final HostPort httpEndpoint;

  private Receivers(
      EvaluatorConfig.Receivers config, Pipeline pipeline, Intake intake, BooleanSupplier ready)
      throws CannotListenException, ConfigException {
    this.intake = intake;
    this.grpcEndpoint = config.grpc().endpoint();
    this.httpEndpoint = config.http().endpoint();
    InetSocketAddress grpcAddress = resolve(grpcEndpoint);
    InetSocketAddress httpAddress = resolve(httpEndpoint);
    this.grpcTls = LiveTls.open(config.grpc().tls());
    this.httpTls = LiveTls.open(config.http().tls());
    this.authenticator = Authenticator.open(config.security());
    Gate gate =
        new Gate(
            authenticator,
            new Tenants(
                config.security().tenants(),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble()));
    int processors = Runtime.getRuntime().availableProcessors();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            processors, threads("tracewheel-io"), NioIoHandler.newFactory());
    this.workers = Executors.newFixedThreadPool(processors, threads("tracewheel-worker"));
    this.timer = Executors.newSingleThreadScheduledExecutor(threads("tracewheel-timer"));
    this.grpc =
        new OtlpGrpcServer(
            config.grpc(), grpcAddress, pipeline, intake, gate, ready, grpcTls, loops, workers);
    this.http =
        new OtlpHttpServer(
            config.http(), httpAddress, pipeline, intake, gate, httpTls, loops, workers);
  }

  /**
   * Listens on both endpoints.
   *
   * @param ready whether requests should be sent here, which gRPC's health check tells
   * @throws CannotListenException if one of them cannot be listened on; then nothing is left
   *     running
   * @throws ConfigException if a file of certificates or secrets cannot be used
   */
  public static Receivers start(
      EvaluatorConfig.Receivers config, Pipeline pipeline, Intake intake, BooleanSupplier ready)
      throws CannotListenException, ConfigException {
    Receivers receivers = new Receivers(config, pipeline, intake, ready);
    try {
      receivers.listen(receivers.grpc::start, receivers.grpcEndpoint, "OTLP/gRPC", "grpc");
      receivers.listen(receivers.http::start, receivers.httpEndpoint, "OTLP/HTTP", "http");
    } catch (CannotListenException e) {
      receivers.grpc.shutdown();
      receivers.closeThreads();
      throw e;
    }
    receivers.warn(config, receivers.grpcEndpoint, "OTLP/gRPC", config.grpc().tls());
    receivers.warn(config, receivers.httpEndpoint, "OTLP/HTTP", config.http().tls());
    receivers.timer.scheduleAtFixedRate(
        receivers.grpc::checkTimes, 250, 250, TimeUnit.MILLISECONDS);
    return receivers;
  }

  /** Where OTLP/gRPC is received, with the real port. */
  public HostPort grpcEndpoint() {
    return grpcEndpoint.withPort(grpc.port());
  }

  /** Where OTLP/HTTP is received, with the real port. */
  public HostPort httpEndpoint() {
    return httpEndpoint.withPort(http.port());
  }

  /**
   * Lets nothing more in and waits for what is in flight; the connections still answer. {@link
   * #close} ends them.
   *
   * @return whether everything in flight was answered in time
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    intake.drain();
    http.shutdown();
    grpc.shutdown();
    return intake.awaitIdle(atMost);
  }

  /** Closes all connections and ends all threads. */
  public void close() throws InterruptedException {
    intake.drain();
    http.shutdown();
    grpc.shutdown();
    grpc.shutdownNow(Duration.ofMillis(500));
    http.shutdownNow();
    closeThreads();
  }

  private void closeThreads() {
    grpcTls.close();
    httpTls.close();
    authenticator.close();
    timer.shutdownNow();
    workers.shutdown();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Starts a server. */
  private interface Listening {
    void start() throws IOException;
  }

  private void listen(Listening server, HostPort endpoint, String what, String name)
      throws CannotListenException {
    try {
      server.start();
    } catch (IOException e) {
      String mend =
          "choose another with --"
              + name
              + "-port or receivers.otlp.protocols."
              + name
              + ".endpoint.";
      if (inUse(e)) {
        throw new CannotListenException(
            "Port "
                + endpoint.port()
                + " of "
                + endpoint.host()
                + " for "
                + what
                + " is in use by another program; stop that, or "
                + mend,
            e);
      }
      throw new CannotListenException(
          what + " cannot listen on " + endpoint + " (" + reason(e) + "); " + mend, e);
    }
  }

  private void warn(
      EvaluatorConfig.Receivers config, HostPort endpoint, String what, TlsFiles tls) {
    if (endpoint.resolve().getAddress().isLoopbackAddress()) {
      return;
    }
    boolean known = config.security().authenticates() || tls.authorities() != null;
    if (!known || tls.isEmpty()) {
      logger.warn(
          "{} listens on {}, which other machines may reach, without {}; let only a trusted network"
              + " reach it, or set {}.",
          what,
          endpoint,
          known ? "TLS" : tls.isEmpty() ? "authentication and TLS" : "authentication",
          known
              ? "receivers.otlp.protocols.*.tls"
              : "receivers.otlp.auth and receivers.otlp.protocols.*.tls");
    }
  }

  private static boolean inUse(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BindException && String.valueOf(e.getMessage()).contains("already in use")) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static InetSocketAddress resolve(HostPort endpoint) throws CannotListenException {
    InetSocketAddress address = endpoint.resolve();
    if (address.isUnresolved()) {
      throw new CannotListenException(
          "The host name in the endpoint "
              + endpoint
              + " is unknown; use an address such as 127.0.0.1.");
    }
    return address;
  }

  private static ThreadFactory threads(String name) {
    return new DefaultThreadFactory(name, true);
  }
}
