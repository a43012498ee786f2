// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends calls whose stream the application dropped without reading or closing it: when what it held
 * is garbage, and, because a transport may hold that as well for as long as its connection is open,
 * when nothing was read for a bound of time. Looked after whenever another call starts; there is no
 * thread that could keep an application's class loader alive.
 */
final class AbandonedCalls {

  private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
  private static final Set<Watch> WATCHED = ConcurrentHashMap.newKeySet();

  /** Telemetry's clock at the last look for idle calls; there is a hurry with none. */
  private static final AtomicLong LOOKED = new AtomicLong();

  private AbandonedCalls() {}

  /**
   * @param handle what the application holds; neither the call nor the action may refer to it
   * @param onAbandoned ends the call; must not throw
   */
  static void watch(Object handle, GenAiCall call, Runnable onAbandoned) {
    Watch watch = new Watch(handle, call, onAbandoned);
    WATCHED.add(watch);
    call.whenEnded(() -> WATCHED.remove(watch));
  }

  static void report(GenAiTelemetry telemetry) {
    report(telemetry, telemetry.clock.getAsLong());
  }

  static void report(GenAiTelemetry telemetry, long now) {
    Reference<?> collected = COLLECTED.poll();
    while (collected != null) {
      WATCHED.remove(collected);
      ((Watch) collected).onAbandoned.run();
      collected = COLLECTED.poll();
    }
    long last = LOOKED.get();
    // A look at all that is open, so not for every call.
    if (Math.abs(now - last) >= telemetry.settings.abandonedAfterNanos / 4
        && LOOKED.compareAndSet(last, now)) {
      for (Watch each : WATCHED) {
        if (each.call.isIdle(telemetry.settings.abandonedAfterNanos)) {
          WATCHED.remove(each);
          each.onAbandoned.run();
        }
      }
    }
  }

  /** Calls still watched, for tests. */
  static int watched() {
    return WATCHED.size();
  }

  private static final class Watch extends PhantomReference<Object> {
    final GenAiCall call;
    final Runnable onAbandoned;

    Watch(Object handle, GenAiCall call, Runnable onAbandoned) {
      super(handle, COLLECTED);
      this.call = call;
      this.onAbandoned = onAbandoned;
    }
  }
}
