// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

/** A clock that stands still until it is moved. */
final class SetClock implements EvaluationClock {
  long nanos = 1_000_000;
  long cpu;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long threadCpuNanos() {
    return cpu;
  }

  @Override
  public long unixNanos() {
    return 1_700_000_000_000_000_000L;
  }

  void passCpu(long used) {
    nanos += used;
    cpu += used;
  }
}
