// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Measures ways of doing the same by CPU time on a machine that may be busy with other things: all
 * take turns within one thread, only its CPU time counts, and the median turn is reported. What
 * garbage collection costs on other threads is left out. For one thread.
 */
public final class Turns {
  private static final int TURNS = 21;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Where results go, so that no way can be optimised away. */
  private static volatile int sink;

  private Turns() {}

  /** One way of handling a request; gives any number that depends on the result. */
  public interface Way {
    /** Does it once. */
    int run() throws Exception;
  }

  /**
   * Cost of one request.
   *
   * @param micros CPU time in microseconds
   * @param allocated bytes
   */
  public record Cost(double micros, long allocated) {}

  /**
   * Measures several ways.
   *
   * @param seconds of CPU time for all of them together
   * @return the median turn of each
   */
  public static Cost[] measure(Way[] ways, double seconds) throws Exception {
    double turnSeconds = seconds / (TURNS + 10) / ways.length;
    int[] repeats = new int[ways.length];
    for (int way = 0; way < ways.length; way++) {
      repeats[way] = 1;
    }
    // Warm-up, in turns as well; at its end each way knows how often it fits into a turn.
    for (int turn = 0; turn < 10; turn++) {
      for (int way = 0; way < ways.length; way++) {
        double took = cpuSeconds(ways[way], repeats[way]);
        repeats[way] = (int) Math.max(1, Math.min(1e6, repeats[way] * turnSeconds / took));
      }
    }
    double[][] micros = new double[ways.length][TURNS];
    long[][] allocated = new long[ways.length][TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      for (int way = 0; way < ways.length; way++) {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        micros[way][turn] = cpuSeconds(ways[way], repeats[way]) * 1e6 / repeats[way];
        allocated[way][turn] =
            (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                / repeats[way];
      }
    }
    Cost[] costs = new Cost[ways.length];
    for (int way = 0; way < ways.length; way++) {
      Arrays.sort(micros[way]);
      Arrays.sort(allocated[way]);
      costs[way] = new Cost(micros[way][TURNS / 2], allocated[way][TURNS / 2]);
    }
    return costs;
  }

  private static double cpuSeconds(Way way, int repeats) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    int sum = 0;
    for (int i = 0; i < repeats; i++) {
      sum += way.run();
    }
    sink = sum;
    return Math.max(1, THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }
}
