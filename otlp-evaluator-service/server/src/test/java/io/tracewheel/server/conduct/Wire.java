// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.conduct;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.tracewheel.otlp.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Bytes to and from an evaluator, and a destination that keeps them. */
final class Wire implements AutoCloseable {
  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";

  private final ManagedChannel channel;
  private final int httpPort;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Wire(int grpcPort, int httpPort) {
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
    this.httpPort = httpPort;
  }

  /** Answer of an Export call. */
  byte[] grpc(Signal signal, byte[] request) {
    return grpc(signal.grpcMethod(), request);
  }

  byte[] grpc(String method, byte[] request) {
    return ClientCalls.blockingUnaryCall(
        channel,
        descriptor(method),
        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
        request);
  }

  /** The failure of a call that must fail. */
  StatusRuntimeException refusal(Signal signal, byte[] request) {
    try {
      grpc(signal, request);
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("the call was accepted");
  }

  static <T extends Message> Optional<T> detail(StatusRuntimeException e, Class<T> type)
      throws Exception {
    Metadata trailers = e.getTrailers();
    com.google.rpc.Status status =
        StatusProto.fromStatusAndTrailers(
            e.getStatus(), trailers == null ? new Metadata() : trailers);
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        return Optional.of(any.unpack(type));
      }
    }
    return Optional.empty();
  }

  HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, type, body, headers);
  }

  HttpResponse<byte[]> send(String method, String path, String type, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(String method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
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

  /** A destination over gRPC. */
  static final class Backend implements AutoCloseable {
    private final List<byte[]> taken = new ArrayList<>();
    private final Server server;
    private volatile byte[] answer = {};

    Backend() throws IOException {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .maxInboundMessageSize(80 << 20);
      for (Signal signal : Signal.values()) {
        builder.addService(
            ServerServiceDefinition.builder(signal.grpcService())
                .addMethod(
                    descriptor(signal.grpcMethod()),
                    ServerCalls.asyncUnaryCall(
                        (request, reply) -> {
                          synchronized (taken) {
                            taken.add(request);
                            taken.notifyAll();
                          }
                          reply.onNext(answer);
                          reply.onCompleted();
                        }))
                .build());
      }
      server = builder.build().start();
    }

    void answer(byte[] response) {
      answer = response;
    }

    /** One request at a time, so that they come in order. */
    String exporter() {
      return "exporters: {otlp/backend: {endpoint: \"127.0.0.1:"
          + server.getPort()
          + "\", tls: {insecure: true}, compression: none, sending_queue: {num_consumers: 1}}}\n";
    }

    /** The first requests, once there are so many. */
    List<byte[]> await(int count) throws InterruptedException {
      synchronized (taken) {
        while (taken.size() < count) {
          taken.wait(100);
        }
        return List.copyOf(taken);
      }
    }

    int count() {
      synchronized (taken) {
        return taken.size();
      }
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
