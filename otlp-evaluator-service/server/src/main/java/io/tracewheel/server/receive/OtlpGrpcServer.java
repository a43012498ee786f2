// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.auth.Gate;
import io.tracewheel.server.config.EvaluatorConfig.GrpcReceiver;
import io.tracewheel.server.pipeline.Coding;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.telemetry.SampledLogger;
import io.tracewheel.server.tls.LiveTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/**
 * OTLP/gRPC: the {@code Export} methods of all signals, with messages kept as bytes. Thread-safe.
 */
public final class OtlpGrpcServer {
  private static final int MAX_METADATA_BYTES = 16 * 1024;

  /**
   * Clients behind a balancer come back to another instance now and then; gRPC adds 10 % of jitter.
   */
  private static final Duration MAX_CONNECTION_AGE = Duration.ofMinutes(30);

  private static final Duration CONNECTION_AGE_GRACE = Duration.ofSeconds(30);
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration KEEP_ALIVE_TIME = Duration.ofMinutes(1);
  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLIENT_KEEP_ALIVE_LEAST = Duration.ofSeconds(10);

  private final GrpcReceiver config;
  private final Pipeline pipeline;
  private final Intake intake;
  private final Gate gate;
  private final Executor workers;
  private final Server server;
  private final Set<ExportCall> receiving = ConcurrentHashMap.newKeySet();
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(OtlpGrpcServer.class), System::nanoTime);

  /**
   * @param address where to listen
   * @param gate that every call of OTLP passes
   * @param ready what the standard health check is answered
   * @param tls used where the configuration names files
   * @param loops run the sockets; not closed here
   * @param workers run the calls; nothing but the pipeline's work may block in them
   */
  public OtlpGrpcServer(
      GrpcReceiver config,
      InetSocketAddress address,
      Pipeline pipeline,
      Intake intake,
      Gate gate,
      BooleanSupplier ready,
      LiveTls tls,
      EventLoopGroup loops,
      Executor workers) {
    this.config = config;
    this.pipeline = pipeline;
    this.intake = intake;
    this.gate = gate;
    this.workers = workers;
    ConnectionCap cap =
        new ConnectionCap(config.connections(), "receivers.otlp.protocols.grpc.max_connections");
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelFactory(
                () -> {
                  NioServerSocketChannel channel = new NioServerSocketChannel();
                  channel.pipeline().addLast(cap);
                  return channel;
                })
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(workers)
            .addStreamTracerFactory(InboundBytes.factory(intake))
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance()
                    .with(Codec.Identity.NONE, false)
                    .with(new StillCompressed(Coding.GZIP), true)
                    .with(new StillCompressed(Coding.ZSTD), true))
            .maxInboundMessageSize(config.maxRequestBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(config.maxConcurrentStreams())
            .maxConnectionAge(MAX_CONNECTION_AGE.toSeconds(), TimeUnit.SECONDS)
            .maxConnectionAgeGrace(CONNECTION_AGE_GRACE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTime(KEEP_ALIVE_TIME.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(CLIENT_KEEP_ALIVE_LEAST.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    builder.handshakeTimeout(HANDSHAKE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (!config.tls().isEmpty()) {
      builder.sslContext(ServerTls.grpc(config.tls(), tls));
    }
    for (Signal signal : Signal.values()) {
      builder.addService(service(signal));
    }
    builder.addService(new HealthCheck(ready));
    this.server = builder.build();
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    server.start();
  }

  /** The port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /** Refuses calls whose message has not arrived in time; to be called about once a second. */
  public void checkTimes() {
    long now = System.nanoTime();
    for (ExportCall call : receiving) {
      call.checkTime(now, config);
    }
  }

  /** Stops listening and tells clients to go away; calls in flight go on. */
  public void shutdown() {
    server.shutdown();
  }

  /** Ends what is left after {@link #shutdown} and a time. */
  public void shutdownNow(Duration atMost) throws InterruptedException {
    if (!server.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow();
      server.awaitTermination(1, TimeUnit.SECONDS);
    }
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Intake intake() {
    return intake;
  }

  Gate gate() {
    return gate;
  }

  int maxRequestBytes() {
    return config.maxRequestBytes();
  }

  /** Calls whose message is still awaited. */
  Set<ExportCall> receiving() {
    return receiving;
  }

  void execute(Runnable task) {
    workers.execute(task);
  }

  void warn(String message) {
    warnings.warn(message);
  }

  void warn(Signal signal, Refusal refusal) {
    warnings.warn("Refused an OTLP/gRPC request of " + signal.items() + ": " + refusal.message());
  }

  private ServerServiceDefinition service(Signal signal) {
    MethodDescriptor<Received, byte[]> method =
        MethodDescriptor.<Received, byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(signal.grpcMethod())
            .setRequestMarshaller(new Received.Marshaller())
            .setResponseMarshaller(new ResponseBytes())
            .build();
    ServerCallHandler<Received, byte[]> handler =
        (call, headers) -> {
          ExportCall export = new ExportCall(call, signal, this, System.nanoTime());
          export.start(headers);
          return export;
        };
    return ServerServiceDefinition.builder(signal.grpcService()).addMethod(method, handler).build();
  }

  /**
   * Leaves a compressed message as it came: the pipeline inflates it within bounds and with reused
   * buffers.
   */
  private record StillCompressed(Coding coding) implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return coding.token();
    }

    @Override
    public InputStream decompress(InputStream stream) {
      return stream;
    }
  }

  private static final class ResponseBytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] response) {
      return new ByteArrayInputStream(response);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("responses are only written");
    }
  }
}
