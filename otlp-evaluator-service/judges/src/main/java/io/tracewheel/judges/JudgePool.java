// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.judges.client.Endpoint;
import io.tracewheel.judges.client.JudgeClient;
import io.tracewheel.judges.client.JudgeClientFactory;
import io.tracewheel.judges.conduct.Budget;
import io.tracewheel.judges.conduct.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a change of configuration: judges whose settings stayed the same, with what they
 * know and what waits for them, and budgets with what is spent. A judge that is not in force any
 * more ends the work it has; it keeps no thread when it is idle, and nothing here keeps it. Safe
 * for use by many threads.
 */
final class JudgePool implements AutoCloseable {
  private final Supplier<List<JudgeClientFactory>> factories;
  private final JudgeWorld world;
  private final Map<String, Budget> budgets = new HashMap<>();
  private final Set<Judge> all = Collections.newSetFromMap(new WeakHashMap<>());
  private Map<String, Judge> inForce = Map.of();
  private @Nullable List<JudgeClientFactory> found;
  private boolean closed;

  JudgePool(Supplier<List<JudgeClientFactory>> factories, JudgeWorld world) {
    this.factories = factories;
    this.world = world;
  }

  JudgeWorld world() {
    return world;
  }

  /**
   * The judge in force if it has the same settings, else a new one: also for one that was paused,
   * because whoever loads the configuration again means to try again.
   */
  synchronized Judge judge(JudgeSettings settings, Budget budget) {
    Judge known = inForce.get(settings.name());
    if (known != null && known.serves(settings, budget)) {
      return known;
    }
    Judge judge = new Judge(settings, client(settings.endpoint()), budget, world);
    all.add(judge);
    return judge;
  }

  private JudgeClient client(Endpoint endpoint) {
    if (closed) {
      throw new IllegalArgumentException("the judges are shut down");
    }
    List<JudgeClientFactory> known = found;
    if (known == null) {
      known = factories.get();
      found = known;
    }
    for (JudgeClientFactory factory : known) {
      if (factory.providers().contains(endpoint.provider())) {
        return factory.create(endpoint);
      }
    }
    throw new IllegalArgumentException(
        "nothing here speaks the wire format of provider "
            + endpoint.provider()
            + "; is the folder of judge clients missing from the installation?");
  }

  /**
   * The budget of a file, null for memory. It stays open: who comes back to it goes on from what
   * was spent.
   *
   * @param whole its limits if it was not open yet
   */
  synchronized Budget budget(@Nullable Path file, Limits whole) {
    String key = file == null ? "" : file.toAbsolutePath().normalize().toString();
    Budget open = budgets.get(key);
    if (open == null) {
      try {
        open =
            file == null
                ? Budget.inMemory(whole, world.clock()::unixNanos)
                : Budget.open(file, whole, world.clock()::unixNanos);
      } catch (IOException e) {
        throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
      }
      budgets.put(key, open);
    }
    return open;
  }

  /** From now on these are in force. */
  synchronized void use(Map<String, Judge> judges) {
    inForce = new LinkedHashMap<>(judges);
  }

  @Override
  public void close() {
    List<Judge> judges;
    synchronized (this) {
      closed = true;
      judges = new ArrayList<>(all);
    }
    judges.forEach(Judge::close);
    synchronized (this) {
      try {
        for (Budget budget : budgets.values()) {
          budget.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
