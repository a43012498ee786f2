// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** A backend that accepts every request and counts spans, however they are batched. Thread-safe. */
final class CountingSink implements AutoCloseable {

  private static final int MAX_MESSAGE = 128 << 20;

  private static final AttributeKeys NONE = AttributeKeys.of(List.of(), List.of());

  private final LongAdder spans = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongConsumer arrived;
  private final Server server;

  CountingSink() throws IOException {
    this(0, number -> {});
  }

  /**
   * @param port 0 for any
   * @param arrived told the number of each request that has one, see {@link Traffic#numberAt}
   */
  CountingSink(int port, LongConsumer arrived) throws IOException {
    this.arrived = arrived;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .decompressorRegistry(
                DecompressorRegistry.getDefaultInstance().with(new ZstdCodec(), true))
            .maxInboundMessageSize(MAX_MESSAGE)
            .addService(service(RawExport.TRACE_SERVICE, true))
            .addService(service(RawExport.LOGS_SERVICE, false))
            .build()
            .start();
  }

  private ServerServiceDefinition service(String name, boolean counted) {
    return ServerServiceDefinition.builder(name)
        .addMethod(
            RawExport.export(name),
            ServerCalls.asyncUnaryCall(
                (request, response) -> {
                  bytes.add(request.length);
                  if (counted) {
                    spans.add(spansIn(request));
                    int number = Traffic.numberAt(request);
                    if (number >= 0) {
                      arrived.accept(ByteBuffer.wrap(request).getLong(number));
                    }
                  }
                  response.onNext(new byte[0]);
                  response.onCompleted();
                }))
        .build();
  }

  private static int spansIn(byte[] request) {
    try {
      TraceRequest scanned = new TraceRequest();
      scanned.scan(ByteSlice.of(request), NONE, ScanLimits.DEFAULT);
      return scanned.spanCount();
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException("a service under test sent no OTLP", e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Spans received so far. */
  long spans() {
    return spans.sum();
  }

  /** Bytes of all requests so far, as they were before compression. */
  long bytes() {
    return bytes.sum();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
