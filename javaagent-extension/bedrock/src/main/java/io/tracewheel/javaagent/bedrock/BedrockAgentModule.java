// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The AWS SDK's bedrockagentruntime from 2.29.20: agents, inline agents, retrieval from knowledge
 * bases. Switched by {@code otel.instrumentation.tracewheel-bedrock-agent.enabled}, and with the
 * models by {@code otel.instrumentation.tracewheel-bedrock.enabled}.
 */
public final class BedrockAgentModule extends TracewheelInstrumentationModule {

  public BedrockAgentModule() {
    super("tracewheel-bedrock-agent", "tracewheel-bedrock");
  }

  /** Where requests are sent is a class of all of AWS's clients. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher().and(hasClassesNamed(AgentClientInstrumentation.CLIENT));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new AgentClientInstrumentation(),
        new AgentAsyncClientInstrumentation(),
        new AgentSendInstrumentation());
  }
}
