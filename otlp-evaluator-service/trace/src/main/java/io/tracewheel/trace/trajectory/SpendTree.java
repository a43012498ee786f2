// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whose token usage counts. A span stands for all below it when it says at least as much as they do
 * together and is a model call, or more than they do: an agent span that sums up its calls says the
 * same again, one that knows only its last call says less, and one whose calls were not all
 * recorded says more.
 */
final class SpendTree {
  static final TokenUsage UNKNOWN =
      new TokenUsage(
          TokenUsage.UNKNOWN,
          TokenUsage.UNKNOWN,
          TokenUsage.UNKNOWN,
          TokenUsage.UNKNOWN,
          TokenUsage.UNKNOWN);

  private final SpanTree tree;

  SpendTree(SpanTree tree) {
    this.tree = tree;
  }

  List<Spend> spend() {
    List<Spend> all = new ArrayList<>();
    tree.outermost().forEach(span -> all.addAll(below(span)));
    return List.copyOf(all);
  }

  private List<Spend> below(SpanProjection span) {
    List<Spend> inside = new ArrayList<>();
    for (SpanProjection child : tree.childrenOf(span)) {
      inside.addAll(below(child));
    }
    TokenUsage own = own(span);
    long said = total(own);
    long summed = total(sum(inside));
    boolean model = span.detail() instanceof Detail.Model;
    return said > summed || (said == summed && model && said > 0)
        ? List.of(new Spend(span, own))
        : inside;
  }

  private static TokenUsage own(SpanProjection span) {
    if (span.detail() instanceof Detail.Model model) {
      return model.usage();
    }
    return span.detail() instanceof Detail.Agent agent ? agent.usage() : UNKNOWN;
  }

  private static long total(TokenUsage usage) {
    return Math.max(0, usage.input()) + Math.max(0, usage.output());
  }

  static TokenUsage sum(List<Spend> spend) {
    return new TokenUsage(
        sum(spend, TokenUsage::input),
        sum(spend, TokenUsage::output),
        sum(spend, TokenUsage::cacheRead),
        sum(spend, TokenUsage::cacheWrite),
        sum(spend, TokenUsage::reasoning));
  }

  private static long sum(List<Spend> spend, ToLongFunction<TokenUsage> count) {
    long sum = TokenUsage.UNKNOWN;
    for (Spend one : spend) {
      long value = count.applyAsLong(one.usage());
      if (value >= 0) {
        sum = Math.max(0, sum) + value;
      }
    }
    return sum;
  }
}
