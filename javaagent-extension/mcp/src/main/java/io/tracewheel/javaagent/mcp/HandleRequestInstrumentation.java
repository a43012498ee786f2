// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.modelcontextprotocol.spec.McpSchema;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import reactor.core.publisher.Mono;

/** Requests that a session, or a server without sessions, answers with a response. */
final class HandleRequestInstrumentation implements TypeInstrumentation {

  private static final String MESSAGE = "io.modelcontextprotocol.spec.McpSchema$JSONRPCRequest";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "io.modelcontextprotocol.spec.McpServerSession",
        "io.modelcontextprotocol.spec.McpClientSession",
        "io.modelcontextprotocol.server.DefaultMcpStatelessServerHandler");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("handleIncomingRequest")
            .and(takesArgument(0, named(MESSAGE)))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$SessionAdvice");
    transformer.applyAdviceToMethod(
        named("handleRequest")
            .and(takesArgument(1, named(MESSAGE)))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$StatelessAdvice");
  }

  public static final class SessionAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<?> onExit(
        @Advice.This Object session,
        @Advice.Argument(0) McpSchema.JSONRPCRequest message,
        @Advice.Return Mono<?> response) {
      return ReceivedRequest.response(response, session, message);
    }

    private SessionAdvice() {}
  }

  public static final class StatelessAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<?> onExit(
        @Advice.This Object handler,
        @Advice.Argument(1) McpSchema.JSONRPCRequest message,
        @Advice.Return Mono<?> response) {
      return ReceivedRequest.response(response, handler, message);
    }

    private StatelessAdvice() {}
  }
}
