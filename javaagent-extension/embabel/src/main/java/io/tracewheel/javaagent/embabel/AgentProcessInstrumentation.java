// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import com.embabel.agent.core.AgentProcess;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Runs of agent processes, by the platform, as a part of others, and after a wait. */
final class AgentProcessInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.embabel.agent.core.support.AbstractAgentProcess");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("run")
            .and(takesNoArguments())
            .and(returns(named("com.embabel.agent.core.AgentProcess"))),
        getClass().getName() + "$RunAdvice");
  }

  public static final class RunAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable ProcessRun onEnter(@Advice.This AgentProcess process) {
      return ProcessRun.start(process);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable error, @Advice.Enter @Nullable ProcessRun run) {
      if (run != null) {
        run.end(error);
      }
    }

    private RunAdvice() {}
  }
}
