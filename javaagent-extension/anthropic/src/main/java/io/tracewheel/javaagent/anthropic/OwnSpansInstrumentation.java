// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.tracewheel.javaagent.genai.GenAiCall;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * From 2.72.0 the library makes a span of its own for each call, on by default wherever there is an
 * agent. While a model call of ours is open it is told that it shall not: one call, one span. Its
 * spans of other calls and of its tool runner stay.
 */
final class OwnSpansInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.anthropic.core.opentelemetry.OpenTelemetryTraces");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("enabled").and(takesNoArguments()).and(returns(boolean.class)),
        getClass().getName() + "$EnabledAdvice");
  }

  /** Advice: the library asks when a call starts, on the thread of the call; skipped means no. */
  public static final class EnabledAdvice {

    private EnabledAdvice() {}

    @Advice.OnMethodEnter(
        suppress = Throwable.class,
        skipOn = Advice.OnNonDefaultValue.class,
        inline = false)
    public static boolean onEnter() {
      return GenAiCall.isModelCallOpen();
    }
  }
}
