// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What came and what to answer; shared by both transports. Thread-safe. */
final class Exports {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Export> seen = new ArrayList<>();
  private final List<Export> kept = new ArrayList<>();
  private volatile Function<Export, Answer> policy = export -> Answer.accept();

  void policy(Function<Export, Answer> newPolicy) {
    policy = newPolicy;
  }

  /**
   * Decides, waits out delays, keeps the export if the answer says so, and returns the final
   * answer.
   */
  Answer take(Export export) {
    lock.lock();
    try {
      seen.add(export);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Answer answer = policy.apply(export);
    while (answer instanceof Answer.Delay delay) {
      sleep(delay.delay());
      answer = delay.then();
    }
    boolean keep =
        answer instanceof Answer.Accept
            || answer instanceof Answer.PartialSuccess
            || (answer instanceof Answer.Drop drop && drop.keep())
            || (answer instanceof Answer.Raw raw && raw.keep());
    if (keep) {
      lock.lock();
      try {
        kept.add(export);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
    return answer;
  }

  List<Export> seen() {
    return copy(seen);
  }

  List<Export> kept() {
    return copy(kept);
  }

  void clear() {
    lock.lock();
    try {
      seen.clear();
      kept.clear();
    } finally {
      lock.unlock();
    }
  }

  boolean await(Duration timeout, BooleanSupplier until) throws InterruptedException {
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (!until.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private List<Export> copy(List<Export> list) {
    lock.lock();
    try {
      return List.copyOf(list);
    } finally {
      lock.unlock();
    }
  }

  private static void sleep(Duration delay) {
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
