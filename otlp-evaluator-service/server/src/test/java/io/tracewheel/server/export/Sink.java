// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.tracewheel.otlp.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A real OTLP server of either transport that keeps what it accepts and answers as it is told. */
abstract class Sink implements AutoCloseable {
  private final List<Taken> taken = new ArrayList<>();
  private final List<byte[]> seen = new ArrayList<>();
  final Map<String, String> headers = new ConcurrentHashMap<>();

  /** How to answer the n-th call, from 0. */
  volatile Script script = (call, request) -> Answer.OK;

  /** Decides on a call. May block. */
  interface Script {
    Answer answer(int call, byte[] request) throws InterruptedException;
  }

  /** A request that was accepted. */
  record Taken(Signal signal, byte[] request) {}

  /**
   * What the client is told.
   *
   * @param code gRPC code or HTTP status; 0 accepts
   * @param retryAfter in the transport's own form
   */
  record Answer(int code, String message, @Nullable String retryAfter, byte[] body) {
    static final Answer OK = new Answer(0, "", null, new byte[0]);

    static Answer grpc(Status.Code code) {
      return new Answer(code.value(), "told so", null, new byte[0]);
    }

    static Answer http(int status) {
      return new Answer(status, "", null, new byte[0]);
    }
  }

  abstract int port();

  @Override
  public abstract void close();

  final Answer decide(Signal signal, byte[] request) {
    int call;
    synchronized (this) {
      call = seen.size();
      seen.add(request);
    }
    Answer answer;
    try {
      answer = script.answer(call, request);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (answer.code() == 0 || answer.code() == 200) {
      synchronized (this) {
        taken.add(new Taken(signal, request));
      }
    }
    return answer;
  }

  final synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }

  final synchronized int calls() {
    return seen.size();
  }

  static Sink grpc() throws IOException {
    return grpc(0);
  }

  static Sink grpc(int port) throws IOException {
    return new Grpc(port);
  }

  static Sink http() throws IOException {
    return new Http();
  }

  private static final class Grpc extends Sink {
    private final Server server;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    Grpc(int port) throws IOException {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .executor(executor)
              .decompressorRegistry(
                  DecompressorRegistry.getDefaultInstance().with(new ZstdDecompressor(), true))
              .maxInboundMessageSize(64 << 20);
      for (Signal signal : Signal.values()) {
        builder.addService(ServerInterceptors.intercept(service(signal), new KeepHeaders(headers)));
      }
      server = builder.build().start();
    }

    private ServerServiceDefinition service(Signal signal) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(signal.grpcMethod())
              .setRequestMarshaller(new Bytes())
              .setResponseMarshaller(new Bytes())
              .build();
      return ServerServiceDefinition.builder(signal.grpcService())
          .addMethod(
              method,
              ServerCalls.asyncUnaryCall(
                  (request, reply) -> {
                    Answer answer = decide(signal, request);
                    if (answer.code() == 0) {
                      reply.onNext(answer.body());
                      reply.onCompleted();
                    } else {
                      reply.onError(failure(answer));
                    }
                  }))
          .build();
    }

    private static StatusRuntimeException failure(Answer answer) {
      com.google.rpc.Status.Builder status =
          com.google.rpc.Status.newBuilder().setCode(answer.code()).setMessage(answer.message());
      if (answer.retryAfter() != null) {
        long millis = Duration.parse(answer.retryAfter()).toMillis();
        status.addDetails(
            Any.pack(
                RetryInfo.newBuilder()
                    .setRetryDelay(
                        com.google.protobuf.Duration.newBuilder()
                            .setSeconds(millis / 1000)
                            .setNanos((int) (millis % 1000) * 1_000_000))
                    .build()));
        return StatusProto.toStatusRuntimeException(status.build());
      }
      return Status.fromCodeValue(answer.code())
          .withDescription(answer.message())
          .asRuntimeException();
    }

    @Override
    int port() {
      return server.getPort();
    }

    @Override
    public void close() {
      server.shutdownNow();
      executor.shutdownNow();
    }
  }

  /** Remembers the metadata of the last call. */
  private record KeepHeaders(Map<String, String> headers) implements io.grpc.ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
      for (String name : metadata.keys()) {
        if (!name.endsWith("-bin")) {
          String value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
          headers.put(name, String.valueOf(value));
        }
      }
      return next.startCall(call, metadata);
    }
  }

  private static final class ZstdDecompressor implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return "zstd";
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Http extends Sink {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    Http() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(executor);
      for (Signal signal : Signal.values()) {
        server.createContext(
            "/base" + signal.httpPath(),
            exchange -> {
              exchange
                  .getRequestHeaders()
                  .forEach(
                      (name, values) ->
                          headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
              byte[] body = exchange.getRequestBody().readAllBytes();
              if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
              }
              if ("zstd".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new ZstdInputStream(new ByteArrayInputStream(body)).readAllBytes();
              }
              Answer answer = decide(signal, body);
              if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
              }
              exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
              exchange.sendResponseHeaders(
                  answer.code() == 0 ? 200 : answer.code(),
                  answer.body().length == 0 ? -1 : answer.body().length);
              if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
              }
              exchange.close();
            });
      }
      server.start();
    }

    @Override
    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
      executor.shutdownNow();
    }
  }
}
