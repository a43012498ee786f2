// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.export.Delivery;
import io.tracewheel.server.export.OtlpSender;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An OTLP endpoint that recordings are sent to: a request that it cannot take now is sent again for
 * a while, with growing pauses. Used by several threads.
 */
public final class Target implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final OtlpSender sender;
  private final long patienceNanos;

  /**
   * A target.
   *
   * @param patience how long one request is sent again before it counts as not accepted
   */
  public Target(OtlpSender sender, Duration patience) {
    this.sender = sender;
    this.patienceNanos = patience.toNanos();
  }

  /**
   * What became of a request.
   *
   * @param accepted whether the request was accepted, if only in part
   * @param gaveUp whether it could not be taken for as long as patience lasted
   * @param rejected items of an accepted request that were not taken
   * @param reason why not all was accepted; empty if all was
   */
  public record Answer(boolean accepted, boolean gaveUp, long rejected, String reason) {
    /** Whether nothing of it is missing there. */
    public boolean complete() {
      return accepted && rejected == 0;
    }
  }

  /**
   * Sends one request and waits until it is accepted, refused, or patience is at its end.
   *
   * @param request protobuf bytes; not written to
   */
  public Answer send(Signal signal, ByteSlice request) throws InterruptedException {
    long deadline = System.nanoTime() + patienceNanos;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      Delivery delivery = sender.send(signal, request).join();
      if (delivery instanceof Delivery.Accepted accepted) {
        return new Answer(true, false, accepted.rejected(), accepted.message());
      }
      if (delivery instanceof Delivery.Refused refused) {
        return new Answer(false, false, 0, refused.reason());
      }
      Delivery.Retry retry = (Delivery.Retry) delivery;
      long millis = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
      if (retry.after() != null) {
        millis = Math.max(millis, retry.after().toMillis());
      }
      if (System.nanoTime() + millis * 1_000_000 > deadline) {
        return new Answer(false, true, 0, retry.reason());
      }
      Thread.sleep(millis);
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
  }

  @Override
  public void close() {
    sender.close();
  }
}
