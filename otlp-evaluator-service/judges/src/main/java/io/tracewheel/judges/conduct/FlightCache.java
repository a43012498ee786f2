// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers by key, for a while; whoever asks for a key while its answer is on the way gets the same
 * one. The one that was not asked for longest goes first. Safe for use by many threads.
 */
public final class FlightCache<V> {

  /** An answer, and whether it was there or on its way already. */
  public record Hit<V>(CompletionStage<V> answer, boolean shared) {}

  private static final class Entry<V> {
    final CompletableFuture<V> answer = new CompletableFuture<>();
    boolean done;
    long until;
  }

  private final int capacity;
  private final Function<V, Duration> keep;
  private final LinkedHashMap<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * An empty cache.
   *
   * @param capacity most answers that are kept
   * @param keep how long an answer is good; zero is not kept
   */
  public FlightCache(int capacity, Function<V, Duration> keep) {
    this.capacity = capacity;
    this.keep = keep;
  }

  /**
   * The answer for a key.
   *
   * @param now reading of one clock in nanoseconds, whenever it is called
   * @param ask gets the answer; called at most once, outside any lock
   */
  public Hit<V> get(String key, Supplier<Long> now, Supplier<CompletionStage<V>> ask) {
    Entry<V> entry;
    synchronized (entries) {
      Entry<V> known = entries.get(key);
      if (known != null && !(known.done && now.get() - known.until >= 0)) {
        return new Hit<>(known.answer, true);
      }
      entry = new Entry<>();
      entries.put(key, entry);
      trim();
    }
    CompletionStage<V> asked;
    try {
      asked = ask.get();
    } catch (RuntimeException | Error e) {
      forget(key, entry);
      entry.answer.completeExceptionally(e);
      throw e;
    }
    asked.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            forget(key, entry);
            entry.answer.completeExceptionally(failure);
            return;
          }
          long time = keep.apply(value).toNanos();
          synchronized (entries) {
            entry.done = true;
            entry.until = now.get() + time;
            if (time == 0) {
              entries.remove(key, entry);
            }
          }
          entry.answer.complete(value);
        });
    return new Hit<>(entry.answer, false);
  }

  private void forget(String key, Entry<V> entry) {
    synchronized (entries) {
      entries.remove(key, entry);
    }
  }

  /** What is on the way is bounded by those who ask, not here. */
  private void trim() {
    if (entries.size() <= capacity) {
      return;
    }
    var oldest = entries.entrySet().iterator();
    while (entries.size() > capacity && oldest.hasNext()) {
      Map.Entry<String, Entry<V>> candidate = oldest.next();
      if (candidate.getValue().done) {
        oldest.remove();
      } else {
        return;
      }
    }
  }
}
