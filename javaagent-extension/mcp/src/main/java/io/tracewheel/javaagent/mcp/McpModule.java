// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Compiled against 0.11.0, so that muzzle lets it into every later version. What changed its type
 * since is read through {@link OptionalGetter}.
 */
public final class McpModule extends TracewheelInstrumentationModule {

  public McpModule() {
    super("mcp", "mcp-0.11");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new SendRequestInstrumentation(),
        new RequestIdInstrumentation(),
        new HandleRequestInstrumentation(),
        new StreamableSessionInstrumentation(),
        new StreamableStreamInstrumentation(),
        new SessionStartInstrumentation());
  }
}
