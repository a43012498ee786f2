// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/**
 * Compiled against 1.0.0, so that muzzle lets it into every later version. Methods that came later
 * are matched by name and their arguments and results read through {@link OptionalGetter}.
 */
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
        new ToolContextInstrumentation(),
        new DefaultToolExecutorInstrumentation(),
        new HttpClientInstrumentation());
  }
}
