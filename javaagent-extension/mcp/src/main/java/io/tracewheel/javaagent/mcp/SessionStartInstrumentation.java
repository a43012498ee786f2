// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** The {@code initialize} request of a streamable server: it makes the session. */
final class SessionStartInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.modelcontextprotocol.spec.DefaultMcpStreamableServerSessionFactory");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("startSession")
            .and(takesArguments(1))
            .and(
                takesArgument(
                    0, named("io.modelcontextprotocol.spec.McpSchema$InitializeRequest"))),
        getClass().getName() + "$StartAdvice");
  }

  public static final class StartAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static McpStreamableServerSession.McpStreamableServerSessionInit onExit(
        @Advice.Argument(0) McpSchema.InitializeRequest request,
        @Advice.Return McpStreamableServerSession.McpStreamableServerSessionInit started) {
      return ReceivedRequest.starting(started, request);
    }

    private StartAdvice() {}
  }
}
