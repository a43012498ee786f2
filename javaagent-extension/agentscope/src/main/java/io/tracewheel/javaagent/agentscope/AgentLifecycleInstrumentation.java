// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.agentscope.core.agent.AgentBase;
import io.agentscope.core.message.Msg;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where all calls and event streams of an agent pass since 2.0. */
final class AgentLifecycleInstrumentation implements TypeInstrumentation {

  static final String METHOD = "runLifecycle";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.agentscope.core.agent.AgentBase").and(declaresMethod(named(METHOD)));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named(METHOD)
            .and(takesArgument(0, List.class))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$RunAdvice");
  }

  public static final class RunAdvice {

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<Msg> onExit(
        @Advice.This AgentBase agent,
        @Advice.Argument(0) @Nullable List<Msg> messages,
        @Advice.Return Mono<Msg> answer) {
      return AgentRun.traced(agent, messages, answer);
    }

    private RunAdvice() {}
  }
}
