// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tracewheel.otlp.ByteSlice;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Prints how much less CPU a splice takes than decode-edit-encode by protobuf-java, for each {@link
 * Payload}. Made for a machine that is busy with other things: all ways take turns within one JVM,
 * only the CPU time of the measuring thread counts, and the median turn is reported. What garbage
 * collection costs on other threads is left out, in favour of protobuf-java.
 *
 * <p>Run: {@code java -Xmx1g -cp 'target/classes:target/lib/*'
 * io.tracewheel.benchmark.splice.SpliceComparison [seconds per payload, default 12]}
 */
public final class SpliceComparison {
  private static final int TURNS = 21;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Where results go, so that no way can be optimised away. */
  private static volatile int sink;

  private SpliceComparison() {}

  /** One way of handling a request; gives any number that depends on the result. */
  private interface Way {
    int run() throws Exception;
  }

  /** Cost of one request. */
  private record Cost(double micros, long allocated) {}

  private static final String USAGE =
      """
      Usage: bench splice [SECONDS]      (CPU time for each payload; default 12)
      """;

  /** Measures and prints; exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.print(USAGE);
      return;
    }
    double seconds;
    try {
      seconds = args.length == 0 ? 12 : Double.parseDouble(args[0]);
    } catch (NumberFormatException e) {
      seconds = -1;
    }
    if (args.length > 1 || !(seconds > 0)) {
      System.err.println("bench splice takes one number of seconds above 0, or nothing");
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    PrintStream out = System.out;
    out.printf("JDK %s, %s%n%n", System.getProperty("java.version"), System.getProperty("os.arch"));
    out.printf(
        "%-17s %7s %9s | %12s %12s | %12s %9s | %12s %8s | %11s%n",
        "one request of",
        "spans",
        "bytes",
        "protobuf",
        "allocates",
        "splice",
        "allocates",
        "ratio",
        "CPU/span",
        "scan only");
    for (Payload payload : Payload.values()) {
      row(out, payload, seconds);
    }
  }

  private static void row(PrintStream out, Payload payload, double seconds) throws Exception {
    byte[] bytes = payload.bytes();
    ByteSlice slice = ByteSlice.of(bytes);
    SpliceWay splice = new SpliceWay();
    requireSame(bytes, splice);
    Way[] ways = {
      () -> DecodeWay.edit(bytes).length,
      () -> splice.edit(slice).length(),
      () -> splice.scan(slice),
      () -> bytes.clone().length,
    };
    Cost[] costs = measure(ways, seconds);
    out.printf(
        "%-17s %7d %9d | %9.1f us %9d KB | %9.1f us %7d B | %11.1fx %5.0f ns | %8.1f us%n",
        payload.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
        payload.spans(),
        bytes.length,
        costs[0].micros(),
        costs[0].allocated() / 1024,
        costs[1].micros(),
        costs[1].allocated(),
        costs[0].micros() / costs[1].micros(),
        costs[1].micros() * 1000 / payload.spans(),
        costs[2].micros());
    out.printf("%-17s copying the bytes: %.1f us%n", "", costs[3].micros());
  }

  private static void requireSame(byte[] bytes, SpliceWay splice) throws Exception {
    ExportTraceServiceRequest expected = ExportTraceServiceRequest.parseFrom(DecodeWay.edit(bytes));
    ExportTraceServiceRequest actual =
        ExportTraceServiceRequest.parseFrom(splice.edit(ByteSlice.of(bytes)).toByteArray());
    if (!expected.equals(actual)) {
      throw new IllegalStateException("the ways differ in their results");
    }
  }

  private static Cost[] measure(Way[] ways, double seconds) throws Exception {
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
