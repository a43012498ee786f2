// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** {@code io.weaviate:client} from 4.0.0, which speaks GraphQL. */
public final class WeaviateModule extends TracewheelInstrumentationModule {

  public WeaviateModule() {
    super("weaviate", "vector-stores");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new WeaviateInstrumentation(), new WeaviateAsyncInstrumentation());
  }
}
