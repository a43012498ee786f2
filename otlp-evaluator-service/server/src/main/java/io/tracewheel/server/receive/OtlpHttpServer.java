// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tracewheel.server.auth.Gate;
import io.tracewheel.server.config.EvaluatorConfig.HttpReceiver;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.telemetry.SampledLogger;
import io.tracewheel.server.tls.LiveTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * OTLP/HTTP 1.1: protobuf and JSON bodies on the paths of all signals, and {@code /healthz}.
 * Thread-safe.
 */
public final class OtlpHttpServer {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int HANDSHAKE_TIMEOUT_MILLIS = 5_000;
  private static final int READ_CHUNK_BYTES = 64 * 1024;

  private final HttpReceiver config;
  private final InetSocketAddress address;
  private final Pipeline pipeline;
  private final Intake intake;
  private final Gate gate;
  private final @Nullable SslContext tls;
  private final EventLoopGroup loops;
  private final Executor workers;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(OtlpHttpServer.class), System::nanoTime);
  private volatile @Nullable Channel listening;

  /**
   * @param address where to listen
   * @param gate that every request passes
   * @param tls used where the configuration names files
   * @param loops run the sockets; not closed here
   * @param workers run the pipeline's work
   */
  public OtlpHttpServer(
      HttpReceiver config,
      InetSocketAddress address,
      Pipeline pipeline,
      Intake intake,
      Gate gate,
      LiveTls tls,
      EventLoopGroup loops,
      Executor workers) {
    this.config = config;
    this.address = address;
    this.pipeline = pipeline;
    this.intake = intake;
    this.gate = gate;
    this.tls = config.tls().isEmpty() ? null : ServerTls.http(config.tls(), tls);
    this.loops = loops;
    this.workers = workers;
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    ConnectionCap cap =
        new ConnectionCap(config.connections(), "receivers.otlp.protocols.http.max_connections");
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .handler(cap)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connect(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause());
    }
    listening = bound.channel();
  }

  /** The port that is listened on. */
  public int port() {
    Channel channel = listening;
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Stops listening; connections go on. */
  public void shutdown() {
    Channel channel = listening;
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
  }

  /** Closes all connections. */
  public void shutdownNow() {
    connections.close().awaitUninterruptibly();
  }

  HttpReceiver config() {
    return config;
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

  Executor workers() {
    return workers;
  }

  void warn(String message) {
    warnings.warn(message);
  }

  private void connect(SocketChannel channel) {
    connections.add(channel);
    OtlpHttpConnection connection = new OtlpHttpConnection(this);
    SslContext secure = tls;
    if (secure != null) {
      SslHandler handler = secure.newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
      channel.pipeline().addLast(handler);
    }
    channel
        .pipeline()
        .addLast(connection.clock())
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxChunkSize(READ_CHUNK_BYTES)))
        .addLast(connection);
  }
}
