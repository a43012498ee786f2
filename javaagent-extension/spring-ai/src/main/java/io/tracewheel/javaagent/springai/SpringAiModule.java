// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Models and tools. Compiled against 1.0.0, so that muzzle lets it into every later version; what
 * came later is read through {@link OptionalGetter}.
 */
public final class SpringAiModule extends TracewheelInstrumentationModule {

  public SpringAiModule() {
    super("spring-ai", "spring-ai-model");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new ModelObservationInstrumentation(),
        new ChatModelInstrumentation(),
        new ToolCallingManagerInstrumentation(),
        new ToolCallbackInstrumentation(),
        new ToolErrorInstrumentation());
  }
}
