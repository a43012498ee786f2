// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
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

/** The calls of an agent up to 1.x, each of which is a lifecycle of its own. */
final class AgentInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.agentscope.core.agent.AgentBase")
        .and(not(declaresMethod(named(AgentLifecycleInstrumentation.METHOD))));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("call")
            .and(takesArgument(0, List.class))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$CallAdvice");
  }

  public static final class CallAdvice {

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<Msg> onExit(
        @Advice.This AgentBase agent,
        @Advice.Argument(0) @Nullable List<Msg> messages,
        @Advice.Return Mono<Msg> answer) {
      return AgentRun.traced(agent, messages, answer);
    }

    private CallAdvice() {}
  }
}
