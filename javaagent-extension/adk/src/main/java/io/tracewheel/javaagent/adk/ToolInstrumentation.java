// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.extendsClass;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.adk.tools.BaseTool;
import com.google.adk.tools.ToolContext;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.reactivex.rxjava3.core.Single;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Runs of tools: methods, agents, MCP, the application's own. */
final class ToolInstrumentation implements TypeInstrumentation {

  private static final String TOOL = "com.google.adk.tools.BaseTool";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(TOOL);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return extendsClass(named(TOOL)).and(not(named(TOOL)));
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("runAsync")
            .and(not(isAbstract()))
            .and(takesArguments(2))
            .and(takesArgument(0, Map.class))
            .and(takesArgument(1, named("com.google.adk.tools.ToolContext")))
            .and(returns(named("io.reactivex.rxjava3.core.Single"))),
        getClass().getName() + "$RunAdvice");
  }

  public static final class RunAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable ToolRun onEnter(
        @Advice.This BaseTool tool,
        @Advice.Argument(0) @Nullable Map<String, Object> arguments,
        @Advice.Argument(1) @Nullable ToolContext context) {
      return ToolRun.start(tool, arguments, context);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable Single<Map<String, Object>> onExit(
        @Advice.Return @Nullable Single<Map<String, Object>> answer,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable ToolRun run) {
      return run == null ? answer : run.returned(answer, error);
    }

    private RunAdvice() {}
  }
}
