// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** {@code io.qdrant:client} from 1.13.0. */
public final class QdrantModule extends TracewheelInstrumentationModule {

  public QdrantModule() {
    super("qdrant", "vector-stores");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new QdrantInstrumentation());
  }
}
