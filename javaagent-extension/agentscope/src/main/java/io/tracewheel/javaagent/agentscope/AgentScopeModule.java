// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Compiled against 1.0.0, so that muzzle lets it into every later version. What came later is
 * matched by name and read through {@link OptionalGetter}.
 */
public final class AgentScopeModule extends TracewheelInstrumentationModule {

  public AgentScopeModule() {
    super("agentscope", "agentscope-1.0");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new AgentInstrumentation(),
        new AgentLifecycleInstrumentation(),
        new ChatModelInstrumentation(),
        new ToolInstrumentation(),
        new OwnSpansInstrumentation());
  }
}
