// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Agents and workflows of {@code langchain4j-agentic}. It is in beta and moves its internals, so
 * nothing of it is referred to: classes are matched by name and read by reflection.
 */
public final class AgenticModule extends TracewheelInstrumentationModule {

  public AgenticModule() {
    super("langchain4j-agentic", "langchain4j");
  }

  /** Releases before 1.7 call their agents in another way. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher()
        .and(hasClassesNamed("dev.langchain4j.agentic.internal.AgentInvocationArguments"));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new AgentInvokerInstrumentation(),
        new AgentProxyInstrumentation(),
        new WorkflowInstrumentation());
  }
}
