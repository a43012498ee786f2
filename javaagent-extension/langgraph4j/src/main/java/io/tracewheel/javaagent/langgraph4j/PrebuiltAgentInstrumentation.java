// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.bsc.langgraph4j.StateGraph;
import org.jspecify.annotations.Nullable;

/** Graphs that the library itself builds as agents: a model that calls tools until it is done. */
final class PrebuiltAgentInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "org.bsc.langgraph4j.agent.Agent$Builder",
        "org.bsc.langgraph4j.agent.AgentEx$Builder",
        "org.bsc.langgraph4j.agentexecutor.AgentExecutor$Builder",
        "org.bsc.langgraph4j.agentexecutor.AgentExecutorEx$Builder",
        "org.bsc.langgraph4j.spring.ai.agent.ReactAgent$Builder",
        "org.bsc.langgraph4j.spring.ai.agentexecutor.AgentExecutor$Builder",
        "org.bsc.langgraph4j.spring.ai.agentexecutor.AgentExecutorEx$Builder");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("build").and(returns(named("org.bsc.langgraph4j.StateGraph"))),
        getClass().getName() + "$BuildAdvice");
  }

  public static final class BuildAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void onExit(@Advice.Return @Nullable StateGraph<?> graph) {
      if (graph != null) {
        GraphRun.isAgent(graph);
      }
    }

    private BuildAdvice() {}
  }
}
