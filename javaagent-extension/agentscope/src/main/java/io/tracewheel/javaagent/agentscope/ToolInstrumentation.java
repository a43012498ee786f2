// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.agentscope.core.message.ToolResultBlock;
import io.agentscope.core.tool.ToolCallParam;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tools: called by an agent or directly. Later releases pass through both types. */
final class ToolInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf("io.agentscope.core.tool.Toolkit", "io.agentscope.core.tool.ToolExecutor");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        namedOneOf("callTool", "execute")
            .and(takesArguments(1))
            .and(takesArgument(0, named("io.agentscope.core.tool.ToolCallParam")))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$CallAdvice");
  }

  public static final class CallAdvice {

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<ToolResultBlock> onExit(
        @Advice.Argument(0) @Nullable ToolCallParam param,
        @Advice.Return Mono<ToolResultBlock> result) {
      return ToolRun.traced(param, result);
    }

    private CallAdvice() {}
  }
}
