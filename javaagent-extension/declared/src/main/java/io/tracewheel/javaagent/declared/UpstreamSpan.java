// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.tracewheel.javaagent.genai.SdkSpan;
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
   */
  static @Nullable Span current(Site site) {
    Span current = Span.current();
    if (!current.isRecording()) {
      return null;
    }
    String name = SdkSpan.scope(current);
    if (name == null || !name.startsWith("io.opentelemetry.") || !name.contains("-annotations")) {
      return null;
    }
    String method = site.method.getName();
    return method.equals(SdkSpan.attribute(current, FUNCTION))
            || String.valueOf(SdkSpan.attribute(current, QUALIFIED)).endsWith("." + method)
        ? current
        : null;
  }
}
