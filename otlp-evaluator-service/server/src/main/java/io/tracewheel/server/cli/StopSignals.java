// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first asks to stop, a second one ends the process at once. The JDK's own
 * way, shutdown hooks, can neither see the second nor exit with 0.
 */
final class StopSignals {
  private static final int SIGNAL_EXIT_BASE = 128;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicBoolean first = new AtomicBoolean(true);

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
    if (!first.getAndSet(false)) {
      Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + signal.getNumber());
    }
    asked.countDown();
  }
}
