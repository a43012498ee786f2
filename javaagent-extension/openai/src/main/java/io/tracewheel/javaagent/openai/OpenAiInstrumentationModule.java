// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;

/**
 * openai-java from 1.1.0: chat completions, responses and embeddings, blocking and async, plain and
 * streaming. Switched by {@code otel.instrumentation.tracewheel-openai.enabled}.
 */
public final class OpenAiInstrumentationModule extends TracewheelInstrumentationModule {

  public OpenAiInstrumentationModule() {
    super("tracewheel-openai");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new BlockingServiceInstrumentation(), new AsyncServiceInstrumentation());
  }
}
