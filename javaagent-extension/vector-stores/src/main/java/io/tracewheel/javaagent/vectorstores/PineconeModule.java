// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** {@code io.pinecone:pinecone-client} from 1.0.0. */
public final class PineconeModule extends TracewheelInstrumentationModule {

  public PineconeModule() {
    super("pinecone", "vector-stores");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new PineconeInstrumentation(), new PineconeAsyncInstrumentation());
  }
}
