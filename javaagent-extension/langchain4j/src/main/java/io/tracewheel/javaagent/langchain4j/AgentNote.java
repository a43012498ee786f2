// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.OpenCall;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Which agent of an agentic system is about to be called: the system knows its name, the handler of
 * the AI service or workflow behind it starts the run. Made and closed on one thread.
 */
public final class AgentNote {

  private static final ContextKey<AgentNote> KEY = ContextKey.named("tracewheel-agent-note");
  private static final String UNTYPED = "dev.langchain4j.agentic.UntypedAgent";

  private final Context around;
  private final Scope scope;
  final @Nullable String name;
  final @Nullable String description;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
  private AgentNote(@Nullable String name, @Nullable String description) {
    this.around = Context.current();
    this.name = name;
    this.description = description;
    this.scope = around.with(KEY, this).makeCurrent();
  }

  /** Notes the agent that an invoker is about to call. */
  static AgentNote of(Object invoker) {
    return new AgentNote(
        OptionalGetter.text(invoker, "name"), OptionalGetter.text(invoker, "description"));
  }

  /**
   * Notes the agent behind a proxy; {@code null} if the method is not the agent's own, or if the
   * system that calls it has noted it already.
   *
   * @param handler LangChain4j's {@code AgentInvocationHandler}
   */
  public static @Nullable AgentNote ofProxy(Object handler, Method method) {
    Class<?> service = method.getDeclaringClass();
    if (service == Object.class || isLibrarys(service) || current() != null) {
      return null;
    }
    Object builder = OptionalGetter.field(handler, "builder");
    return new AgentNote(text(builder, "name"), text(builder, "description"));
  }

  /** Whether a service is LangChain4j's own, and not the type of agents without one. */
  static boolean isLibrarys(Class<?> service) {
    return service.getName().startsWith("dev.langchain4j.") && !service.getName().equals(UNTYPED);
  }

  static @Nullable String text(@Nullable Object target, String field) {
    return OptionalGetter.field(target, field) instanceof String text ? text : null;
  }

  /** The agent that is called right here, not further out with another operation in between. */
  static @Nullable AgentNote current() {
    Context context = Context.current();
    AgentNote note = context.get(KEY);
    return note != null && OpenCall.sameIn(note.around, context) ? note : null;
  }

  /** The call returned or threw, on the thread where it was noted. */
  public void close() {
    scope.close();
  }
}
