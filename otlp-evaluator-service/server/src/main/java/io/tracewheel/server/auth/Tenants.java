// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.auth;

import io.tracewheel.server.config.SecurityConfig;
import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.pipeline.Refusal.Reason;
import io.tracewheel.server.pipeline.RefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much each tenant may still send. What a request holds is known only when it has been read, so
 * a tenant may send while nothing is owed, and what it sent beyond its share of a second is waited
 * off before the next request. Thread-safe.
 */
public final class Tenants {
  /** Names come from clients; those beyond this number share one allowance. */
  private static final int MOST = 10_000;

  private static final String OTHERS = "";

  private final SecurityConfig.Tenants limits;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

  /**
   * @param random 0 to 1, spreads the retries of refused clients
   */
  public Tenants(SecurityConfig.Tenants limits, LongSupplier nanoTime, DoubleSupplier random) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Name of the header that tells the tenant; null if none does. */
  public @Nullable String header() {
    return limits.header();
  }

  /** Whether there is any limit. */
  public boolean limited() {
    return limits.limited();
  }

  /**
   * Lets a request of a tenant in.
   *
   * @param identity who has authenticated; null for nobody
   * @param header what the header says; null for nothing
   * @throws RefusedException if it has sent more than its share and has not waited for it
   */
  public Tenant admit(@Nullable String identity, @Nullable String header) throws RefusedException {
    Tenant tenant = tenant(identity != null ? identity : header != null ? header : OTHERS);
    tenant.enter();
    return tenant;
  }

  private Tenant tenant(String name) {
    Tenant known = tenants.get(name);
    if (known != null) {
      return known;
    }
    if (tenants.size() >= MOST) {
      tenants.values().removeIf(Tenant::idle);
    }
    return tenants.computeIfAbsent(tenants.size() >= MOST ? OTHERS : name, any -> new Tenant());
  }

  /** One tenant. Thread-safe. */
  public final class Tenant {
    private double items = limits.itemsPerSecond();
    private double bytes = limits.bytesPerSecond();
    private long at = nanoTime.getAsLong();

    private Tenant() {}

    private synchronized void enter() throws RefusedException {
      refill();
      double wait =
          Math.max(wait(items, limits.itemsPerSecond()), wait(bytes, limits.bytesPerSecond()));
      if (wait > 0) {
        Duration after =
            Duration.ofMillis((long) Math.ceil(1000 * wait + 1000 * random.getAsDouble()));
        throw new RefusedException(
            Refusal.later(
                Reason.QUOTA,
                "This tenant has sent more than it may in one second ("
                    + (limits.itemsPerSecond() > 0 ? limits.itemsPerSecond() + " items" : "")
                    + (limits.itemsPerSecond() > 0 && limits.bytesPerSecond() > 0 ? ", " : "")
                    + (limits.bytesPerSecond() > 0 ? limits.bytesPerSecond() + " bytes" : "")
                    + ", receivers.otlp.tenants); try again later.",
                after));
      }
    }

    private static double wait(double balance, long rate) {
      return rate == 0 || balance >= 0 ? 0 : -balance / rate;
    }

    /** Takes what a request held off the tenant's share. */
    public synchronized void charge(long sentItems, long sentBytes) {
      refill();
      items -= sentItems;
      bytes -= sentBytes;
    }

    private synchronized boolean idle() {
      refill();
      return (limits.itemsPerSecond() == 0 || items >= limits.itemsPerSecond())
          && (limits.bytesPerSecond() == 0 || bytes >= limits.bytesPerSecond());
    }

    private void refill() {
      long now = nanoTime.getAsLong();
      double seconds = (now - at) / 1e9;
      at = now;
      items = Math.min(limits.itemsPerSecond(), items + seconds * limits.itemsPerSecond());
      bytes = Math.min(limits.bytesPerSecond(), bytes + seconds * limits.bytesPerSecond());
    }
  }
}
