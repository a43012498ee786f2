// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends calls whose stream the application dropped without reading or closing it. Looked after
 * whenever another call starts; there is no thread that could keep an application's class loader
 * alive.
 */
final class AbandonedCalls {

  private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
  private static final Set<Watch> WATCHED = ConcurrentHashMap.newKeySet();

  private AbandonedCalls() {}

  /**
   * @param handle what the application holds; the call must not refer to it
   */
  static void watch(Object handle, StreamCall call) {
    Watch watch = new Watch(handle, call);
    WATCHED.add(watch);
    call.whenEnded(() -> WATCHED.remove(watch));
  }

  static void reportCollected() {
    Reference<?> collected = COLLECTED.poll();
    while (collected != null) {
      WATCHED.remove(collected);
      ((Watch) collected).call.onAbandoned();
      collected = COLLECTED.poll();
    }
  }

  /** Calls still watched, for tests. */
  static int watched() {
    return WATCHED.size();
  }

  private static final class Watch extends PhantomReference<Object> {
    final StreamCall call;

    Watch(Object handle, StreamCall call) {
      super(handle, COLLECTED);
      this.call = call;
    }
  }
}
