// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Requests of a streamable session: the response goes into a stream of its own. */
final class StreamableSessionInstrumentation implements TypeInstrumentation {

  private static final String TRANSPORT =
      "io.modelcontextprotocol.spec.McpStreamableServerTransport";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.modelcontextprotocol.spec.McpStreamableServerSession");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("responseStream")
            .and(takesArguments(2))
            .and(takesArgument(0, named("io.modelcontextprotocol.spec.McpSchema$JSONRPCRequest")))
            .and(takesArgument(1, named(TRANSPORT)))
            .and(returns(named("reactor.core.publisher.Mono"))),
        getClass().getName() + "$AnswerAdvice");
    transformer.applyAdviceToMethod(
        named("responseStream").and(takesArguments(1)).and(takesArgument(0, named(TRANSPORT))),
        getClass().getName() + "$OpenAdvice");
  }

  public static final class AnswerAdvice {

    @AssignReturned.ToArguments(@ToArgument(1))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static McpStreamableServerTransport onEnter(
        @Advice.Argument(1) McpStreamableServerTransport transport) {
      return ReplyStream.watched(transport);
    }

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static Mono<Void> onExit(
        @Advice.This Object session,
        @Advice.Argument(0) McpSchema.JSONRPCRequest message,
        @Advice.Enter @Nullable McpStreamableServerTransport watched,
        @Advice.Return Mono<Void> answering) {
      return ReplyStream.answering(answering, session, watched, message);
    }

    private AnswerAdvice() {}
  }

  /** From 2.1 on the stream is opened first. */
  public static final class OpenAdvice {

    @AssignReturned.ToArguments(@ToArgument(0))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static McpStreamableServerTransport onEnter(
        @Advice.Argument(0) McpStreamableServerTransport transport) {
      return ReplyStream.watched(transport);
    }

    private OpenAdvice() {}
  }
}
