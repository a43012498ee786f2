// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Vector stores, a module of their own because an application may have models only. */
public final class VectorStoreModule extends TracewheelInstrumentationModule {

  public VectorStoreModule() {
    super("spring-ai", "spring-ai-vector-store");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new StoreObservationInstrumentation());
  }
}
