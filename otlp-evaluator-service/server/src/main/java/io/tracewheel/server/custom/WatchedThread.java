// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import com.sun.management.ThreadMXBean;
import io.tracewheel.evaluators.EvaluationClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that runs the code of a jar. Work that takes too long is interrupted and its
 * answer given up; when that does not end it, everything else is refused until it does, so that a
 * jar can cost no more than this thread. The thread ends when there is nothing to do. Safe for use
 * by many threads.
 */
final class WatchedThread {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedThread.class);
  private static final int MOST_WAITING = 1_000;
  private static final long STACK_BYTES = 1L << 20;
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** After an interrupt, so long work may take to end. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final String name;
  private final ClassLoader loader;
  private final EvaluationClock clock;
  private final AtomicInteger allStuck;
  private final int mostStuck;
  private final ThreadPoolExecutor pool;
  private @Nullable Task<?> stuck; // guarded by this

  /**
   * What work came to.
   *
   * @param value null when it threw
   * @param thrown null when it did not
   * @param cpuNanos processor time that it used; 0 where the platform cannot tell
   * @param bytes that it allocated; 0 where the platform cannot tell
   */
  record Result<T>(@Nullable T value, @Nullable Throwable thrown, long cpuNanos, long bytes) {}

  /**
   * A thread that starts with the first work.
   *
   * @param allStuck how many such threads of the process hang
   * @param mostStuck above which none is used any more
   */
  WatchedThread(
      String name,
      ClassLoader loader,
      EvaluationClock clock,
      AtomicInteger allStuck,
      int mostStuck) {
    this.name = name;
    this.loader = loader;
    this.clock = clock;
    this.allStuck = allStuck;
    this.mostStuck = mostStuck;
    this.pool =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(null, task, "tracewheel-custom " + name, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Has work done after what waits already.
   *
   * @return completes with what came of it, or exceptionally: {@link TimeoutException} when it took
   *     too long, {@link RejectedExecutionException} when it was not begun
   */
  <T> CompletableFuture<Result<T>> submit(Duration limit, Callable<T> work) {
    Task<T> task = new Task<>(limit, work);
    String refusal = refusal();
    if (refusal != null) {
      task.answer.completeExceptionally(new RejectedExecutionException(refusal));
      return task.answer;
    }
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      task.answer.completeExceptionally(
          new RejectedExecutionException("too much waits for " + name));
    }
    return task.answer;
  }

  /** Why nothing is run now; null when it is. */
  private @Nullable String refusal() {
    synchronized (this) {
      if (stuck != null) {
        return name + " hangs in an evaluation";
      }
    }
    return allStuck.get() >= mostStuck
        ? allStuck.get() + " evaluators hang, so none of a jar is called until a restart"
        : null;
  }

  private final class Task<T> implements Runnable {
    final CompletableFuture<Result<T>> answer = new CompletableFuture<>();
    private final Duration limit;
    private final Callable<T> work;
    private @Nullable Thread thread; // guarded by the outer object, as is:
    private boolean ended;

    Task(Duration limit, Callable<T> work) {
      this.limit = limit;
      this.work = work;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // whatever it throws, even an error, stays in here
    public void run() {
      if (refusal() != null) {
        answer.completeExceptionally(new RejectedExecutionException(refusal()));
        return;
      }
      Thread current = Thread.currentThread();
      begin(current);
      // Before the context class loader is set: the JDK's timer thread would inherit it.
      CompletableFuture<Void> timer = after(limit, () -> late(this));
      CompletableFuture<Void> last = after(limit.plus(GRACE), () -> stuck(this));
      long cpu = clock.threadCpuNanos();
      long bytes = allocated();
      T value = null;
      Throwable thrown = null;
      current.setContextClassLoader(loader);
      try {
        value = work.call();
      } catch (Throwable e) {
        thrown = e;
      } finally {
        current.setContextClassLoader(null);
        end(this);
        timer.complete(null);
        last.complete(null);
      }
      answer.complete(
          new Result<>(
              value,
              thrown,
              cpu < 0 ? 0 : clock.threadCpuNanos() - cpu,
              Math.max(0, allocated() - bytes)));
    }

    private void begin(Thread current) {
      synchronized (WatchedThread.this) {
        // An interrupt that came as the work before ended is not meant for this one.
        Thread.interrupted();
        thread = current;
      }
    }
  }

  private static CompletableFuture<Void> after(Duration time, Runnable what) {
    CompletableFuture<Void> timer = new CompletableFuture<>();
    timer
        .orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (done, timeout) -> {
              if (timeout != null) {
                what.run();
              }
            });
    return timer;
  }

  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
            && threads.isThreadAllocatedMemorySupported()
        ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
        : 0;
  }

  private void late(Task<?> task) {
    // First, so that what an interrupted evaluation gives back comes too late.
    task.answer.completeExceptionally(new TimeoutException());
    synchronized (this) {
      if (!task.ended && task.thread != null) {
        task.thread.interrupt();
      }
    }
  }

  private void stuck(Task<?> task) {
    List<Runnable> waiting = new ArrayList<>();
    synchronized (this) {
      if (task.ended) {
        return;
      }
      stuck = task;
      allStuck.incrementAndGet();
      pool.getQueue().drainTo(waiting);
    }
    LOG.warn(
        "{} hangs in an evaluation and cannot be stopped: none of its evaluators is called until"
            + " its thread ends. That thread may use a processor core; mend the jar.",
        name);
    for (Runnable other : waiting) {
      ((Task<?>) other)
          .answer.completeExceptionally(
              new RejectedExecutionException(name + " hangs in an evaluation"));
    }
  }

  private void end(Task<?> task) {
    boolean free = false;
    synchronized (this) {
      task.ended = true;
      if (stuck == task) {
        stuck = null;
        allStuck.decrementAndGet();
        free = true;
      }
    }
    if (free) {
      LOG.info("{} hangs no more; its evaluators are called again.", name);
    }
  }
}
