// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The sink's gRPC side. */
final class GrpcSink {

  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Peer> PEER = Context.key("peer");
  private static final int LARGEST_MESSAGE = 256 << 20;

  private record Peer(SocketAddress address, boolean gzip) {}

  private final Exports exports;

  /** Open connections by the client's address, so that one can be cut. */
  private final Map<SocketAddress, Channel> connections = new ConcurrentHashMap<>();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Server server;

  private GrpcSink(int port, Exports exports) throws IOException {
    this.exports = exports;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelFactory(ListeningChannel::new)
            .executor(workers)
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .addService(intercepted(new Traces()))
            .addService(intercepted(new Metrics()))
            .addService(intercepted(new Logs()))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  static GrpcSink start(int port, Exports exports) throws IOException {
    return new GrpcSink(port, exports);
  }

  int port() {
    return server.getPort();
  }

  void close() {
    server.shutdownNow();
    workers.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private <R> void export(
      Message request,
      Function<Answer.PartialSuccess, R> partial,
      R full,
      StreamObserver<R> reply) {
    Peer peer = PEER.get();
    Answer answer =
        exports.take(new Export(Export.Transport.GRPC, peer.gzip(), request, System.nanoTime()));
    if (answer instanceof Answer.Refuse refuse) {
      reply.onError(StatusProto.toStatusRuntimeException(status(refuse)));
    } else if (answer instanceof Answer.Drop || answer instanceof Answer.Raw) {
      Channel connection = connections.get(peer.address());
      if (connection != null) {
        cut(connection);
      }
    } else {
      reply.onNext(answer instanceof Answer.PartialSuccess some ? partial.apply(some) : full);
      reply.onCompleted();
    }
  }

  /** Closes below HTTP/2, which would say goodbye and wait for the calls in flight. */
  private static void cut(Channel connection) {
    ChannelHandlerContext lowest = connection.pipeline().firstContext();
    if (lowest != null) {
      lowest.close().awaitUninterruptibly();
    }
  }

  private static com.google.rpc.Status status(Answer.Refuse refuse) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(refuse.grpcCode().value())
            .setMessage("refused by the sink");
    Duration retryAfter = refuse.retryAfter();
    if (retryAfter != null) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(
                      com.google.protobuf.Duration.newBuilder()
                          .setSeconds(retryAfter.getSeconds())
                          .setNanos(retryAfter.getNano()))
                  .build()));
    }
    return status.build();
  }

  private static io.grpc.ServerServiceDefinition intercepted(BindableService service) {
    return ServerInterceptors.intercept(service, new PeerToContext());
  }

  private static final class PeerToContext implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      if (address == null) {
        throw new IllegalStateException("a call without a remote address");
      }
      Peer peer = new Peer(address, "gzip".equals(headers.get(ENCODING)));
      return Contexts.interceptCall(Context.current().withValue(PEER, peer), call, headers, next);
    }
  }

  /** Remembers each accepted connection: gRPC offers no way from a call to its connection. */
  private final class ListeningChannel extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int count = super.doReadMessages(accepted);
      for (Object each : accepted) {
        Channel connection = (Channel) each;
        SocketAddress client = connection.remoteAddress();
        connections.put(client, connection);
        connection.closeFuture().addListener(closed -> connections.remove(client, connection));
      }
      return count;
    }
  }

  private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
      GrpcSink.this.export(
          request, Replies::traces, ExportTraceServiceResponse.getDefaultInstance(), reply);
    }
  }

  private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> reply) {
      GrpcSink.this.export(
          request, Replies::metrics, ExportMetricsServiceResponse.getDefaultInstance(), reply);
    }
  }

  private final class Logs extends LogsServiceGrpc.LogsServiceImplBase {
    @Override
    public void export(
        ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> reply) {
      GrpcSink.this.export(
          request, Replies::logs, ExportLogsServiceResponse.getDefaultInstance(), reply);
    }
  }
}
