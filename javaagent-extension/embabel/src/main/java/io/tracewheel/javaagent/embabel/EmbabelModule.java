// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import static java.util.Collections.singletonList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Agents. Refers to what 0.2.0 has, so that muzzle lets it into every later version. */
public final class EmbabelModule extends TracewheelInstrumentationModule {

  public EmbabelModule() {
    super("embabel", "embabel-0.2");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return singletonList(new AgentProcessInstrumentation());
  }
}
