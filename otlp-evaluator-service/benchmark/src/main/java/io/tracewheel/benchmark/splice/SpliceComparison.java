// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tracewheel.benchmark.Turns;
import io.tracewheel.otlp.ByteSlice;
import java.io.PrintStream;

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
  private SpliceComparison() {}

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
    Turns.Way[] ways = {
      () -> DecodeWay.edit(bytes).length,
      () -> splice.edit(slice).length(),
      () -> splice.scan(slice),
      () -> bytes.clone().length,
    };
    Turns.Cost[] costs = Turns.measure(ways, seconds);
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
}
