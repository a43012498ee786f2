// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends requests over a few connections with a fixed number in flight. Not thread-safe. */
final class LoadGenerator implements AutoCloseable {

  private static final int CONNECTIONS = 4;
  private static final int IN_FLIGHT = 12;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final CallOptions options;

  /**
   * @param port where the service under test listens on loopback
   * @param gzip whether requests are compressed by gRPC's own gzip
   */
  LoadGenerator(int port, boolean gzip) {
    this(port, CONNECTIONS, gzip ? "gzip" : "identity");
  }

  /**
   * @param connections to the service, used in turn
   * @param encoding of gRPC: identity, gzip or zstd
   */
  LoadGenerator(int port, int connections, String encoding) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Codec.Gzip());
    compressors.register(new ZstdCodec());
    for (int i = 0; i < connections; i++) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .compressorRegistry(compressors)
              .build());
    }
    options =
        encoding.equals("identity")
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withCompression(encoding);
  }

  /**
   * Sends {@code count} requests and returns when all are acknowledged.
   *
   * @throws IllegalStateException if any is refused: a benchmark that loses work measures nothing
   */
  void send(List<byte[]> requests, int count) throws InterruptedException {
    Semaphore window = new Semaphore(IN_FLIGHT);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < count; i++) {
      window.acquire();
      ClientCalls.asyncUnaryCall(
          channels
              .get(i % channels.size())
              .newCall(RawExport.export(RawExport.TRACE_SERVICE), options),
          requests.get(i % requests.size()),
          new StreamObserver<byte[]>() {
            @Override
            public void onNext(byte[] response) {}

            @Override
            public void onError(Throwable t) {
              failure.compareAndSet(null, t);
              window.release();
            }

            @Override
            public void onCompleted() {
              window.release();
            }
          });
    }
    window.acquire(IN_FLIGHT);
    Throwable refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException("the service under test refused a request", refused);
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
