// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

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
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A backend that accepts every request and counts spans, however they are batched. Thread-safe. */
final class CountingSink implements AutoCloseable {

  private static final int MAX_MESSAGE = 128 << 20;

  private static final AttributeKeys NONE = AttributeKeys.of(List.of(), List.of());

  private final LongAdder spans = new LongAdder();
  private final Server server;

  CountingSink() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
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
                  if (counted) {
                    spans.add(spansIn(request));
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

  @Override
  public void close() {
    server.shutdownNow();
  }
}
