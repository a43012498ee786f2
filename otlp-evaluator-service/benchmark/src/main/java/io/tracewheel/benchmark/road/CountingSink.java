// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** A backend that accepts every request and counts requests and bytes. Thread-safe. */
final class CountingSink implements AutoCloseable {

  private static final int MAX_MESSAGE = 128 << 20;

  private final LongAdder traceRequests = new LongAdder();
  private final LongAdder traceBytes = new LongAdder();
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
                    traceRequests.increment();
                    traceBytes.add(request.length);
                  }
                  response.onNext(new byte[0]);
                  response.onCompleted();
                }))
        .build();
  }

  int port() {
    return server.getPort();
  }

  /** Trace requests received so far. */
  long traceRequests() {
    return traceRequests.sum();
  }

  /** Uncompressed bytes of the trace requests received so far. */
  long traceBytes() {
    return traceBytes.sum();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
