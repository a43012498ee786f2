// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * azure-ai-openai from 1.0.0-beta.1: chat completions and embeddings of Azure OpenAI and of OpenAI
 * itself, blocking and async, plain and streamed. Switched by {@code
 * otel.instrumentation.azure-openai.enabled}.
 */
public final class AzureOpenAiModule extends TracewheelInstrumentationModule {

  public AzureOpenAiModule() {
    super("azure-openai");
  }

  /** Bodies are of a class that all of Azure's clients use. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher()
        .and(hasClassesNamed("com.azure.ai.openai.implementation.OpenAIClientImpl"));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new ClientInstrumentation(), new BodyInstrumentation());
  }
}
