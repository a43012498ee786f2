// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.embabel.agent.api.tool.Tool;
import com.embabel.chat.ToolCall;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Where the tools that a model asks for are run, one after the other or at once. */
final class ToolLoopInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.embabel.agent.spi.loop.support.DefaultToolLoop");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("executeToolCall")
            .and(takesArguments(2))
            .and(takesArgument(0, named("com.embabel.agent.api.tool.Tool")))
            .and(takesArgument(1, named("com.embabel.chat.ToolCall"))),
        getClass().getName() + "$ExecuteAdvice");
  }

  public static final class ExecuteAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static ToolRun onEnter(
        @Advice.Argument(0) Tool tool, @Advice.Argument(1) ToolCall asked) {
      return ToolRun.start(tool, asked);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable ToolRun run) {
      if (run != null) {
        run.end(result, error);
      }
    }

    private ExecuteAdvice() {}
  }
}
