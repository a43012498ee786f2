// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.server.assembly.Judging.Question;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The questions to one who is asked: those that wait, by the priority of their rules, and what is
 * open. They are put on a thread of its own, which ends when there is nothing to ask, so that one
 * who hangs at that holds up nobody else either. For one thread.
 */
final class Bulkhead {
  /** Which question goes first. */
  static final Comparator<Question> ORDER =
      Comparator.comparing((Question one) -> -(long) one.rule().priority())
          .thenComparing(Question::number);

  private static final long IDLE_SECONDS = 10;

  final PriorityQueue<Question> waiting = new PriorityQueue<>(ORDER);
  int open;
  long openBytes;
  private final ThreadPoolExecutor thread;

  Bulkhead(String asked) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread asking = new Thread(task, "tracewheel-asks " + asked);
              asking.setDaemon(true);
              return asking;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  void run(Runnable put) {
    thread.execute(put);
  }

  /** Open questions are left alone. */
  void close() {
    thread.shutdownNow();
  }
}
