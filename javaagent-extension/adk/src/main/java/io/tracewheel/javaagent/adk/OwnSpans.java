// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import java.lang.reflect.Method;

/** The spans that the kit makes of the same runs, content included, unless it is told not to. */
public final class OwnSpans {

  private OwnSpans() {}

  /**
   * Gives the kit a tracer that makes none. It hands contexts from thread to thread along with its
   * spans, so the rest of what it does stays.
   *
   * @param tracing the kit's {@code Tracing}, just initialised
   */
  public static void mute(Class<?> tracing) {
    try {
      for (Method method : tracing.getMethods()) {
        if (method.getName().equals("setTracerForTesting") && method.getParameterCount() == 1) {
          Class<?> tracer = method.getParameterTypes()[0];
          // The application's own API, of which ours is a relocated copy: it must not be named.
          Class<?> provider =
              Class.forName(
                  tracer.getPackageName() + ".TracerProvider", true, tracer.getClassLoader());
          Object silent = provider.getMethod("noop").invoke(null);
          method.invoke(null, provider.getMethod("get", String.class).invoke(silent, "none"));
        }
      }
    } catch (ReflectiveOperationException | RuntimeException changed) {
      // its spans stay beside ours
    }
  }
}
