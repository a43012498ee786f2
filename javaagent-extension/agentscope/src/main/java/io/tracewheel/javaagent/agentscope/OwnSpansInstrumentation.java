// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.function.Function;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The tracing middleware that an application may add since 2.0 makes spans of the same agents,
 * model calls and tools: it only hands on what it is around.
 */
final class OwnSpansInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.agentscope.core.tracing.OtelTracingMiddleware");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("onAgent", "onModelCall", "onActing")
            .and(takesArguments(4))
            .and(takesArgument(3, Function.class))
            .and(returns(named("reactor.core.publisher.Flux"))),
        getClass().getName() + "$HandOnAdvice");
  }

  public static final class HandOnAdvice {

    @Advice.OnMethodEnter(
        suppress = Throwable.class,
        inline = false,
        skipOn = Advice.OnNonDefaultValue.class)
    public static @Nullable Flux<?> onEnter(
        @Advice.Argument(2) Object input, @Advice.Argument(3) Function<Object, Flux<?>> next) {
      return HandedOn.to(next, input);
    }

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static @Nullable Flux<?> onExit(
        @Advice.Return @Nullable Flux<?> traced, @Advice.Enter @Nullable Flux<?> handedOn) {
      return handedOn == null ? traced : handedOn;
    }

    private HandOnAdvice() {}
  }
}
