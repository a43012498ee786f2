// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for the stores: a gRPC server that answers bytes with bytes, because each client brings
 * message classes of its own, and an HTTP server. The name of what is searched in says how: {@code
 * x-unavailable} refuses, {@code x-stalled} never answers.
 */
final class StubStores implements AutoCloseable {

  /** Answers one method of one store. */
  interface Answer {
    /**
     * @return what is searched in and the answer's bytes
     */
    Map.Entry<String, byte[]> to(byte[] request) throws IOException;
  }

  private static final Pattern GRAPHQL_CLASS = Pattern.compile("\\{Get ?\\{ ?(\\w+)");

  private final Map<String, Answer> answers;
  private final Server grpc;
  private final HttpServer http;

  /**
   * @param answers by the end of the method's full name; all others get an empty message
   */
  StubStores(Map<String, Answer> answers) throws IOException {
    this.answers = answers;
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    grpc =
        NettyServerBuilder.forAddress(anyPort)
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(
                      String method, String authority) {
                    return definition(method);
                  }
                })
            .build()
            .start();
    http = HttpServer.create(anyPort, 0);
    http.createContext("/", StubStores::graphql);
    http.start();
  }

  int grpcPort() {
    return grpc.getPort();
  }

  int httpPort() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    http.stop(0);
  }

  private ServerMethodDefinition<byte[], byte[]> definition(String method) {
    return ServerMethodDefinition.create(
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build(),
        ServerCalls.asyncUnaryCall((request, caller) -> answer(method, request, caller)));
  }

  private void answer(String method, byte[] request, StreamObserver<byte[]> caller) {
    byte[] bytes = {};
    for (Map.Entry<String, Answer> entry : answers.entrySet()) {
      if (method.endsWith(entry.getKey())) {
        Map.Entry<String, byte[]> answer;
        try {
          answer = entry.getValue().to(request);
        } catch (IOException | RuntimeException e) {
          caller.onError(Status.INVALID_ARGUMENT.withCause(e).asException());
          return;
        }
        if (answer.getKey().endsWith("unavailable")) {
          caller.onError(Status.UNAVAILABLE.withDescription("out to lunch").asException());
          return;
        }
        if (answer.getKey().endsWith("stalled")) {
          return;
        }
        bytes = answer.getValue();
      }
    }
    caller.onNext(bytes);
    caller.onCompleted();
  }

  private static void graphql(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = GRAPHQL_CLASS.matcher(body);
    String searched = matcher.find() ? matcher.group(1) : "";
    String answer = "{\"version\":\"1.38.0\"}";
    int status = 200;
    if (searched.endsWith("Refused")) {
      status = 500;
      answer = "{\"error\":[{\"message\":\"out to lunch\"}]}";
    } else if (searched.endsWith("Wrong")) {
      answer = "{\"data\":null,\"errors\":[{\"message\":\"no such class\"}]}";
    } else if (!searched.isEmpty()) {
      answer =
          "{\"data\":{\"Get\":{\""
              + searched
              + "\":[{\"text\":\"sunny\",\"_additional\":"
              + "{\"id\":\"w-1\",\"certainty\":0.75}}]}}}";
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Messages as they are on the wire. */
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
}
