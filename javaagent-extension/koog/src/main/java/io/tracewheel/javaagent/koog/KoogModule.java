// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Compiled against 1.0.0, so that muzzle lets it into every later version. */
public final class KoogModule extends TracewheelInstrumentationModule {

  public KoogModule() {
    super("koog", "koog-1.0");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new AgentSessionInstrumentation(),
        new ModelClientInstrumentation(),
        new ToolEnvironmentInstrumentation());
  }
}
