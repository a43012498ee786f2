// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.tracewheel.judges.JudgeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what judges do, from the spans of their work. Thread-safe. */
public final class JudgeCounts implements JudgeSpan.Sink {
  private static final int MOST = 1000;

  private final Map<Key, Adders> counts = new ConcurrentHashMap<>();

  private record Key(String judge, boolean call, String outcome) {}

  private static final class Adders {
    final LongAdder count = new LongAdder();
    final LongAdder inputTokens = new LongAdder();
    final LongAdder outputTokens = new LongAdder();
  }

  /**
   * Counts of one judge and outcome.
   *
   * @param call whether calls of the model are counted, or judgements
   * @param outcome {@code ok}, or what went wrong
   */
  record Count(
      String judge,
      boolean call,
      String outcome,
      long count,
      long inputTokens,
      long outputTokens) {}

  @Override
  public void ended(JudgeSpan span) {
    String outcome = span.errorType() == null ? "ok" : span.errorType();
    Key key =
        new Key(
            String.valueOf(span.attributes().getOrDefault("tracewheel.judge", "")),
            span.client(),
            outcome);
    if (counts.size() >= MOST && !counts.containsKey(key)) {
      key = new Key(key.judge, key.call, "other");
    }
    Adders adders = counts.computeIfAbsent(key, any -> new Adders());
    adders.count.increment();
    add(adders.inputTokens, span.attributes().get("gen_ai.usage.input_tokens"));
    add(adders.outputTokens, span.attributes().get("gen_ai.usage.output_tokens"));
  }

  private static void add(LongAdder to, @org.jspecify.annotations.Nullable Object tokens) {
    if (tokens instanceof Number number) {
      to.add(number.longValue());
    }
  }

  List<Count> counts() {
    List<Count> all = new ArrayList<>();
    counts.forEach(
        (key, adders) ->
            all.add(
                new Count(
                    key.judge,
                    key.call,
                    key.outcome,
                    adders.count.sum(),
                    adders.inputTokens.sum(),
                    adders.outputTokens.sum())));
    return all;
  }
}
