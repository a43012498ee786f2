// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How durations are spread, from a tenth of a millisecond to ten seconds. Thread-safe. */
public final class Durations {
  private static final double[] BOUNDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  public Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Adds one. */
  public void add(long durationNanos) {
    double seconds = durationNanos / 1e9;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(durationNanos);
  }

  /** All so far, in seconds. */
  public Metric.Distribution distribution() {
    List<Double> bounds = new ArrayList<>();
    List<Long> values = new ArrayList<>();
    long all = 0;
    for (double bound : BOUNDS) {
      bounds.add(bound);
    }
    for (LongAdder count : counts) {
      values.add(count.sum());
      all += values.get(values.size() - 1);
    }
    return new Metric.Distribution(bounds, values, all, nanos.sum() / 1e9);
  }
}
