// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a constant rate, whether or not earlier ones were answered. Each has the moment
 * at which it was meant to be sent, and its latency counts from there: where the service, or this
 * program, is late, the wait is part of the figure. For one thread.
 */
final class OpenLoop implements AutoCloseable {
  /** So that a service that hangs does not fill the memory here; beyond it sending waits. */
  private static final int MOST_IN_FLIGHT = 4_096;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final CallOptions options;

  /** When each request of the run was to be sent; read by the destination's threads. */
  private volatile long[] due = {};

  private volatile Histogram delivered = histogram();

  /**
   * Latencies in microseconds.
   *
   * @param acknowledged from the intended moment of sending to the answer
   * @param delivered from there to the arrival at the destination, where it reports them
   */
  record Latencies(Histogram acknowledged, Histogram delivered) {}

  /**
   * @param port of the receiver on loopback
   * @param connections to it
   */
  OpenLoop(int port, int connections, boolean gzip) {
    for (int i = 0; i < connections; i++) {
      channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }
    options = gzip ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
  }

  /** To be called when a request arrives at its destination; by any thread. */
  void arrived(long number) {
    long[] times = due;
    if (number >= 0 && number < times.length) {
      delivered.recordValue(micros(times[(int) number]));
    }
  }

  /**
   * Sends for a while and waits for the last answer.
   *
   * @param perSecond requests
   * @throws IllegalStateException if one is refused: what is lost has no latency
   */
  Latencies send(List<byte[]> requests, double perSecond, double seconds)
      throws InterruptedException {
    int count = Math.max(1, (int) (perSecond * seconds));
    long[] times = new long[count];
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    for (int i = 0; i < count; i++) {
      times[i] = start + (long) (i * 1e9 / perSecond);
    }
    delivered = histogram();
    due = times;
    Histogram acknowledged = histogram();
    Semaphore window = new Semaphore(MOST_IN_FLIGHT);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < count; i++) {
      for (long wait = times[i] - System.nanoTime(); wait > 0; ) {
        LockSupport.parkNanos(wait);
        wait = times[i] - System.nanoTime();
      }
      window.acquire();
      ClientCalls.asyncUnaryCall(
          channels
              .get(i % channels.size())
              .newCall(RawExport.export(RawExport.TRACE_SERVICE), options),
          numbered(requests.get(i % requests.size()), i),
          new Answered(times[i], acknowledged, window, failure));
    }
    window.acquire(MOST_IN_FLIGHT);
    Throwable refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException("the service under test refused a request", refused);
    }
    return new Latencies(acknowledged, delivered);
  }

  private static byte[] numbered(byte[] request, long number) {
    byte[] copy = request.clone();
    ByteBuffer.wrap(copy).putLong(Traffic.numberAt(copy), number);
    return copy;
  }

  private static Histogram histogram() {
    Histogram histogram = new ConcurrentHistogram(3);
    histogram.setAutoResize(true);
    return histogram;
  }

  private static long micros(long since) {
    return Math.max(0, (System.nanoTime() - since) / 1_000);
  }

  @Override
  public void close() throws InterruptedException {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /** The answer to one request. */
  private record Answered(
      long due, Histogram histogram, Semaphore window, AtomicReference<@Nullable Throwable> failure)
      implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] response) {}

    @Override
    public void onError(Throwable t) {
      failure.compareAndSet(null, t);
      window.release();
    }

    @Override
    public void onCompleted() {
      histogram.recordValue(micros(due));
      window.release();
    }
  }
}
