// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.micrometer.observation.Observation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.function.Supplier;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Where observations of models and tools are made. */
final class ModelObservationInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed("org.springframework.ai.chat.observation.ChatModelObservationContext");
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named(ObservationMatchers.DOCUMENTATION);
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        ObservationMatchers.makesObservation(), getClass().getName() + "$ObservationAdvice");
  }

  public static final class ObservationAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Observation onExit(
        @Advice.This Object kind,
        @Advice.Argument(2) Supplier<? extends Observation.Context> context,
        @Advice.Return Observation observation) {
      return ModelObservations.traced(kind, context, observation);
    }

    private ObservationAdvice() {}
  }
}
