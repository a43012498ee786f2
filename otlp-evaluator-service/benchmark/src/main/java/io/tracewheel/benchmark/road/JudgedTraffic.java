// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Traffic of whole traces, one a request: an agent's answer and {@value #PLAIN} plain spans below
 * it; and the destination that it ends at, where each request is timed. Phases are run by one
 * thread.
 */
final class JudgedTraffic implements AutoCloseable {
  /** Spans of each trace beside the answer. */
  private static final int PLAIN = 31;

  static final int SPANS = PLAIN + 1;
  private static final int IN_FLIGHT = 8;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Server sink;
  private final Map<Long, Long> sent = new ConcurrentHashMap<>();
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile long[] latencies = new long[0];
  private volatile @Nullable Throwable refused;
  private @Nullable ManagedChannel channel;
  private long number;

  JudgedTraffic() throws IOException {
    sink =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(128 << 20)
            .addService(service(RawExport.TRACE_SERVICE, true))
            .addService(service(RawExport.LOGS_SERVICE, false))
            .build()
            .start();
  }

  private ServerServiceDefinition service(String name, boolean traces) {
    return ServerServiceDefinition.builder(name)
        .addMethod(
            RawExport.export(name),
            ServerCalls.asyncUnaryCall(
                (request, response) -> {
                  if (traces) {
                    arrived(request);
                  }
                  response.onNext(new byte[0]);
                  response.onCompleted();
                }))
        .build();
  }

  private void arrived(byte[] request) {
    long now = System.nanoTime();
    try {
      ByteString traceId =
          ExportTraceServiceRequest.parseFrom(request)
              .getResourceSpans(0)
              .getScopeSpans(0)
              .getSpans(0)
              .getTraceId();
      Long at = sent.remove(traceId.asReadOnlyByteBuffer().getLong(8));
      if (at != null) {
        long[] into = latencies;
        int index = arrived.getAndIncrement();
        if (index < into.length) {
          into[index] = now - at;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return sink.getPort();
  }

  void to(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** As many as go in a while; spans a second from the first sent to the last arrived. */
  double throughput(double seconds) throws InterruptedException {
    begin(0);
    Semaphore window = new Semaphore(IN_FLIGHT);
    long start = System.nanoTime();
    int count = 0;
    for (; System.nanoTime() - start < seconds * 1e9; count++) {
      window.acquire();
      send(window);
    }
    awaitArrived(count);
    return count * (double) SPANS / ((System.nanoTime() - start) / 1e9);
  }

  /** Sends at a steady rate; nanoseconds from sending to arrival at the destination, ascending. */
  long[] latencies(double seconds, double perSecond) throws InterruptedException {
    int count = (int) (seconds * perSecond);
    begin(count);
    Semaphore window = new Semaphore(10_000);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      window.acquire();
      send(window);
    }
    awaitArrived(count);
    long[] sorted = latencies.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private void begin(int expected) {
    sent.clear();
    arrived.set(0);
    latencies = new long[expected];
  }

  private void send(Semaphore window) {
    long id = ++number;
    byte[] request = request(id);
    sent.put(id, System.nanoTime());
    ManagedChannel to = channel;
    if (to == null) {
      throw new IllegalStateException("nobody to send to");
    }
    ClientCalls.asyncUnaryCall(
        to.newCall(RawExport.export(RawExport.TRACE_SERVICE), CallOptions.DEFAULT),
        request,
        new StreamObserver<byte[]>() {
          @Override
          public void onNext(byte[] response) {}

          @Override
          public void onError(Throwable t) {
            refused = t;
            window.release();
          }

          @Override
          public void onCompleted() {
            window.release();
          }
        });
  }

  private void awaitArrived(int count) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (arrived.get() < count) {
      if (refused != null) {
        throw new IllegalStateException("the evaluator refused a request", refused);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the destination still waits for " + (count - arrived.get()) + " requests");
      }
      Thread.sleep(1);
    }
  }

  private static byte[] request(long id) {
    ByteString traceId =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0x5ca1ab1eL).putLong(id).array());
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    spans.addSpans(
        span(traceId, 1, "chat gpt-4o")
            .addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("gen_ai.provider.name", "openai"))
            .addAttributes(text("gen_ai.request.model", "gpt-4o"))
            .addAttributes(
                text(
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Order "
                        + id
                        + " was sent today and will arrive on Friday.\"}]}]")));
    for (int i = 0; i < PLAIN; i++) {
      spans.addSpans(
          span(traceId, i + 2L, "GET /api/v1/orders/{id}")
              .setParentSpanId(spanId(1))
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("url.full", "https://orders.internal/api/v1/orders/" + i))
              .addAttributes(text("server.address", "orders.internal"))
              .addAttributes(text("http.route", "/api/v1/orders/{id}")));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .addScopeSpans(spans)
        .getResourceBuilder()
        .addAttributes(text("service.name", "shop"));
    return request.build().toByteArray();
  }

  private static Span.Builder span(ByteString traceId, long spanId, String name) {
    long end = System.currentTimeMillis() * 1_000_000;
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(spanId(spanId))
        .setName(name)
        .setStartTimeUnixNano(end - 12_000_000)
        .setEndTimeUnixNano(end);
  }

  private static ByteString spanId(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Override
  public void close() throws InterruptedException {
    ManagedChannel open = channel;
    if (open != null) {
      open.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    sink.shutdownNow();
  }
}
