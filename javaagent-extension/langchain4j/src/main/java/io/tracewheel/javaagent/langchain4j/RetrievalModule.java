// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Retrieval and embeddings, of {@code langchain4j-core}: a module of their own because an
 * application may use a store without AI services.
 */
public final class RetrievalModule extends TracewheelInstrumentationModule {

  public RetrievalModule() {
    super("langchain4j", "langchain4j-1.0");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new ContentRetrieverInstrumentation(),
        new EmbeddingStoreInstrumentation(),
        new EmbeddingModelInstrumentation(),
        new EmbeddingRequestInstrumentation());
  }
}
