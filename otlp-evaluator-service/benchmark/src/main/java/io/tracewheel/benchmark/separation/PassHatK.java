// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.separation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * pass^k: how likely k trials of a task all succeed, the mean over tasks of C(c, k) / C(n, k) for c
 * successes in n trials. Tasks with fewer than k trials are left out.
 */
final class PassHatK {
  private PassHatK() {}

  static double of(List<Judged> runs, int k) {
    Map<String, int[]> tasks = new LinkedHashMap<>();
    for (Judged run : runs) {
      int[] counts = tasks.computeIfAbsent(run.task(), task -> new int[2]);
      counts[0]++;
      counts[1] += run.rewarded() ? 1 : 0;
    }
    return tasks.values().stream()
        .filter(counts -> counts[0] >= k)
        .mapToDouble(counts -> choose(counts[1], k) / choose(counts[0], k))
        .average()
        .orElse(Double.NaN);
  }

  private static double choose(int n, int k) {
    double ways = 1;
    for (int i = 0; i < k; i++) {
      ways *= (double) (n - i) / (k - i);
    }
    return n < k ? 0 : ways;
  }
}
