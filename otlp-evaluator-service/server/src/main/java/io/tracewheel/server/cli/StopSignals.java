// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first asks to stop, a second one ends the process at once. The JDK's own
 * way, shutdown hooks, can neither see the second nor exit with 0. A second signal within a second
 * is taken for the first: {@code timeout} and process groups deliver one request twice.
 */
final class StopSignals {
  private static final int SIGNAL_EXIT_BASE = 128;
  private static final long SAME_REQUEST_NANOS = 1_000_000_000L;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicLong firstNanos = new AtomicLong();

  private StopSignals() {}

  static StopSignals handle() {
    StopSignals signals = new StopSignals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signals::received);
    }
    return signals;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  private void received(Signal signal) {
    // Never 0, which stands for no signal yet.
    long now = System.nanoTime() | 1;
    if (!firstNanos.compareAndSet(0, now) && now - firstNanos.get() > SAME_REQUEST_NANOS) {
      Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + signal.getNumber());
    }
    asked.countDown();
  }
}
