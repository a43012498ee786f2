// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.adk.agents.BaseAgent;
import com.google.adk.agents.InvocationContext;
import com.google.adk.events.Event;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.reactivex.rxjava3.core.Flowable;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Runs of agents, called by the runner, by workflows, by other agents and by tools. */
final class AgentInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.adk.agents.BaseAgent");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("runAsync", "runLive")
            .and(takesArguments(1))
            .and(takesArgument(0, named("com.google.adk.agents.InvocationContext")))
            .and(returns(named("io.reactivex.rxjava3.core.Flowable"))),
        getClass().getName() + "$RunAdvice");
  }

  public static final class RunAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AgentRun onEnter(
        @Advice.This BaseAgent agent, @Advice.Argument(0) InvocationContext context) {
      return AgentRun.start(agent, context);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable Flowable<Event> onExit(
        @Advice.Return @Nullable Flowable<Event> events,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable AgentRun run) {
      return run == null ? events : run.returned(events, error);
    }

    private RunAdvice() {}
  }
}
