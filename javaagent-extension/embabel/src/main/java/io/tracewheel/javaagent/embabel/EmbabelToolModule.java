// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Tools, which Embabel runs itself from 0.3.3 on; before, Spring AI runs them. */
public final class EmbabelToolModule extends TracewheelInstrumentationModule {

  public EmbabelToolModule() {
    super("embabel-tool", "embabel", "embabel-0.3.3");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new ToolLoopInstrumentation(), new ToolErrorInstrumentation());
  }
}
