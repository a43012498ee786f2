// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Collections.singletonList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Embedding models that implement {@code doEmbed}, which the oldest versions do not have. */
public final class EmbeddingRequestModule extends TracewheelInstrumentationModule {

  public EmbeddingRequestModule() {
    super("langchain4j", "langchain4j-embedding-request");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return singletonList(new EmbeddingRequestInstrumentation());
  }
}
