// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** What every version from 1.0.0 on has. */
public final class LangChain4jModule extends TracewheelInstrumentationModule {

  public LangChain4jModule() {
    super("langchain4j", "langchain4j-1.0");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new ChatModelInstrumentation(),
        new StreamingChatModelInstrumentation(),
        new AiServiceInstrumentation(),
        new TokenStreamInstrumentation(),
        new ToolExecutorInstrumentation(),
        new DefaultToolExecutorInstrumentation(),
        new ContentRetrieverInstrumentation(),
        new EmbeddingStoreInstrumentation(),
        new EmbeddingModelInstrumentation());
  }
}
