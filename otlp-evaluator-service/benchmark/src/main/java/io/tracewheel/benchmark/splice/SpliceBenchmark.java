// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import io.tracewheel.otlp.ByteSlice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ways under JMH, each in a JVM of its own, by wall-clock time: for a quiet machine. {@link
 * SpliceComparison} is the one for a busy machine.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpliceBenchmark {

  /** Which request. */
  @Param public Payload payload = Payload.PLAIN;

  private final SpliceWay splice = new SpliceWay();
  private byte[] bytes = {};

  /** Makes the request. */
  @Setup
  public void setUp() {
    bytes = payload.bytes();
  }

  /** protobuf-java. */
  @Benchmark
  public byte[] decodeEditEncode() throws Exception {
    return DecodeWay.edit(bytes);
  }

  /** Only finding the spans. */
  @Benchmark
  public int scan() throws Exception {
    return splice.scan(ByteSlice.of(bytes));
  }

  /** Finding and editing them. */
  @Benchmark
  public ByteSlice scanAndSplice() throws Exception {
    return splice.edit(ByteSlice.of(bytes));
  }
}
