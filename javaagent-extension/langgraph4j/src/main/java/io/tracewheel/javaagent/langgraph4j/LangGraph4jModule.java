// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Compiled against 1.5.14, so that muzzle lets it into every later version. What came later is read
 * through {@link OptionalGetter}.
 */
public final class LangGraph4jModule extends TracewheelInstrumentationModule {

  public LangGraph4jModule() {
    super("langgraph4j", "langgraph4j-1.5");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new NodeGeneratorInstrumentation(),
        new EmbeddingGeneratorInstrumentation(),
        new PrebuiltAgentInstrumentation());
  }
}
