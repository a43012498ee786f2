// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The span that upstream makes of a {@code @WithSpan} method. */
final class UpstreamSpan {

  private static final AttributeKey<String> FUNCTION = AttributeKey.stringKey("code.function");

  /** In agents that write the newer names. */
  private static final AttributeKey<String> QUALIFIED =
      AttributeKey.stringKey("code.function.name");

  private UpstreamSpan() {}

  /**
   * The current span, if upstream opened it for this very method; {@code null} if not, because
   * upstream's module is off, leaves this method out, or the trace is not recorded.
   *
   * <p>Asks the SDK's span by reflection, because its class is not visible here.
   */
  static @Nullable Span current(Site site) {
    Span current = Span.current();
    if (!current.isRecording()) {
      return null;
    }
    Object scope = OptionalGetter.get(current, "getInstrumentationScopeInfo");
    String name = OptionalGetter.text(scope, "getName");
    if (name == null || !name.startsWith("io.opentelemetry.") || !name.contains("-annotations")) {
      return null;
    }
    String method = site.method.getName();
    return method.equals(attribute(current, FUNCTION))
            || String.valueOf(attribute(current, QUALIFIED)).endsWith("." + method)
        ? current
        : null;
  }

  private static @Nullable Object attribute(Span span, AttributeKey<String> key) {
    try {
      for (Method method : span.getClass().getMethods()) {
        if (method.getName().equals("getAttribute") && method.getParameterCount() == 1) {
          method.setAccessible(true);
          return method.invoke(span, key);
        }
      }
    } catch (ReflectiveOperationException | RuntimeException unreadable) {
      return null;
    }
    return null;
  }
}
