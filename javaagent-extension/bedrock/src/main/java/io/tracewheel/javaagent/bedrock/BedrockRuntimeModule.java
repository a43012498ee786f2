// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The AWS SDK's bedrockruntime from 2.25.63: Converse and InvokeModel, blocking, async and
 * streamed. Switched by {@code otel.instrumentation.tracewheel-bedrock.enabled}.
 */
public final class BedrockRuntimeModule extends TracewheelInstrumentationModule {

  public BedrockRuntimeModule() {
    super("tracewheel-bedrock");
  }

  /** Where requests are sent is a class of all of AWS's clients. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher().and(hasClassesNamed(ClientInstrumentation.CLIENT));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new ClientInstrumentation(), new AsyncClientInstrumentation(), new SendInstrumentation());
  }
}
