// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a span has been told already. The API cannot be asked, and the SDK's class is not visible
 * here, so this is by reflection; a span of another kind answers {@code null}.
 */
public final class SdkSpan {

  private static final ClassValue<Optional<Method>> GETTER =
      new ClassValue<Optional<Method>>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          for (Method method : type.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (method.getName().equals("getAttribute")
                && parameters.length == 1
                && parameters[0] == AttributeKey.class) {
              try {
                method.setAccessible(true);
                return Optional.of(method);
              } catch (RuntimeException closed) {
                return Optional.empty();
              }
            }
          }
          return Optional.empty();
        }
      };

  private SdkSpan() {}

  /** The value of an attribute, {@code null} if it has none or cannot be asked. */
  public static @Nullable Object attribute(Span span, AttributeKey<?> key) {
    Method getter = GETTER.get(span.getClass()).orElse(null);
    try {
      return getter == null ? null : getter.invoke(span, key);
    } catch (ReflectiveOperationException | RuntimeException unreadable) {
      return null;
    }
  }

  /** The name of the instrumentation that made the span. */
  public static @Nullable String scope(Span span) {
    return OptionalGetter.text(OptionalGetter.get(span, "getInstrumentationScopeInfo"), "getName");
  }
}
