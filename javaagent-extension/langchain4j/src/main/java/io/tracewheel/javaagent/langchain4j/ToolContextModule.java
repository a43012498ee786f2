// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Collections.singletonList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Tools run by {@code ToolExecutor.executeWithContext}, which the oldest versions do not have. */
public final class ToolContextModule extends TracewheelInstrumentationModule {

  public ToolContextModule() {
    super("langchain4j", "langchain4j-tool-context");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return singletonList(new ToolContextInstrumentation());
  }
}
