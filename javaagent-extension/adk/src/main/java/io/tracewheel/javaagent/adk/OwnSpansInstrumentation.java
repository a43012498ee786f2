// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import static net.bytebuddy.matcher.ElementMatchers.isTypeInitializer;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Where the kit gets its tracer. */
final class OwnSpansInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.adk.telemetry.Tracing");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(isTypeInitializer(), getClass().getName() + "$InitAdvice");
  }

  public static final class InitAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(@Advice.Origin Class<?> tracing) {
      OwnSpans.mute(tracing);
    }

    private InitAdvice() {}
  }
}
