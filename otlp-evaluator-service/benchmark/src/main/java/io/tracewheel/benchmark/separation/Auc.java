// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.separation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How often a rewarded run has the better score of the two when one rewarded and one unrewarded run
 * are drawn; a tie is half (Mann and Whitney 1947). 0.5 is no better than chance; below, worse.
 *
 * @param value not a number when one of the kinds is missing
 * @param low lower end of the 95 % interval
 * @param high upper end of it
 * @param runs runs with a score
 */
record Auc(double value, double low, double high, int runs) {
  private static final int REPLICATES = 4_000;

  /**
   * Over runs that have a score. The interval is the percentile bootstrap over tasks: trials of one
   * task are alike, so whole tasks are drawn, not runs.
   */
  static Auc of(List<Judged> all, long seed) {
    List<Judged> runs = all.stream().filter(run -> !Double.isNaN(run.score())).toList();
    Map<String, List<Judged>> tasks = new LinkedHashMap<>();
    for (Judged run : runs) {
      tasks.computeIfAbsent(run.task(), task -> new ArrayList<>()).add(run);
    }
    List<List<Judged>> clusters = List.copyOf(tasks.values());
    Random random = new Random(seed);
    double[] replicates = new double[clusters.isEmpty() ? 0 : REPLICATES];
    int valid = 0;
    for (int i = 0; i < replicates.length; i++) {
      List<Judged> drawn = new ArrayList<>(runs.size());
      for (int j = 0; j < clusters.size(); j++) {
        drawn.addAll(clusters.get(random.nextInt(clusters.size())));
      }
      double auc = value(drawn);
      // A draw without one of the kinds says nothing.
      if (!Double.isNaN(auc)) {
        replicates[valid++] = auc;
      }
    }
    double[] sorted = Arrays.copyOf(replicates, valid);
    Arrays.sort(sorted);
    return new Auc(value(runs), quantile(sorted, 0.025), quantile(sorted, 0.975), runs.size());
  }

  static double value(List<Judged> runs) {
    double[] rewarded =
        runs.stream().filter(Judged::rewarded).mapToDouble(Judged::score).sorted().toArray();
    double[] others =
        runs.stream().filter(run -> !run.rewarded()).mapToDouble(Judged::score).sorted().toArray();
    double better = 0;
    int below = 0;
    int upTo = 0;
    for (double score : rewarded) {
      while (below < others.length && others[below] < score) {
        below++;
      }
      while (upTo < others.length && others[upTo] <= score) {
        upTo++;
      }
      better += below + (upTo - below) / 2.0;
    }
    return better / ((double) rewarded.length * others.length);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
