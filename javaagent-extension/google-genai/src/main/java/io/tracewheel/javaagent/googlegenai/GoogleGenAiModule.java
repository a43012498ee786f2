// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;

/**
 * google-genai from 1.0.0: content generation (streaming too) and embeddings of the Gemini API and
 * of Vertex AI, blocking and async, and the tools that it calls itself. Switched by {@code
 * otel.instrumentation.google-genai.enabled}.
 */
public final class GoogleGenAiModule extends TracewheelInstrumentationModule {

  public GoogleGenAiModule() {
    super("google-genai");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new ModelsInstrumentation(),
        new AsyncModelsInstrumentation(),
        new StreamInstrumentation(),
        new StreamIteratorInstrumentation(),
        new TransportInstrumentation(),
        new ToolInstrumentation());
  }
}
