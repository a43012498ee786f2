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
   * @param handle what the application holds; neither the call nor the action may refer to it
   * @param onCollected ends the call
   */
  static void watch(Object handle, GenAiCall call, Runnable onCollected) {
    Watch watch = new Watch(handle, onCollected);
    WATCHED.add(watch);
    call.whenEnded(() -> WATCHED.remove(watch));
  }

  static void reportCollected() {
    Reference<?> collected = COLLECTED.poll();
    while (collected != null) {
      WATCHED.remove(collected);
      ((Watch) collected).onCollected.run();
      collected = COLLECTED.poll();
    }
  }

  /** Calls still watched, for tests. */
  static int watched() {
    return WATCHED.size();
  }

  private static final class Watch extends PhantomReference<Object> {
    final Runnable onCollected;

    Watch(Object handle, Runnable onCollected) {
      super(handle, COLLECTED);
      this.onCollected = onCollected;
    }
  }
}
