// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.execution.ToolExecutionException;

/** The tools that one answer of a model asks for, while they are run one after the other. */
public final class ToolBatch {

  private static final ContextKey<ToolBatch> CURRENT =
      ContextKey.named("tracewheel-spring-ai-tools");

  private final List<AssistantMessage.ToolCall> waiting = new ArrayList<>();

  private ToolBatch(ChatResponse asking) {
    for (Generation generation : asking.getResults()) {
      if (generation.getOutput().getToolCalls() != null) {
        waiting.addAll(generation.getOutput().getToolCalls());
      }
    }
  }

  /**
   * The tools that {@code asking} asks for are about to be run on this thread, until the scope is
   * closed. A streamed model call of Spring AI 1.x still observes itself by then, and all later
   * rounds as well; the answer is here, so that call is over.
   */
  @SuppressWarnings("MustBeClosedChecker") // advice closes it at the end of the same call
  public static Scope begin(Prompt prompt, ChatResponse asking) {
    Context context = Context.current();
    SpringAiCall here = SpringAiCall.in(context);
    SpringAiCall call = here != null && here.isOpenModelCall() ? here : PromptCalls.of(prompt);
    if (call != null && call.isOpenModelCall()) {
      call.end(asking, null);
      context = call.context();
    }
    return context.with(CURRENT, new ToolBatch(asking)).makeCurrent();
  }

  /** The id under which the model asked for this run; each is answered once. */
  static @Nullable String idOf(String name, @Nullable String arguments) {
    ToolBatch batch = Context.current().get(CURRENT);
    if (batch != null) {
      synchronized (batch.waiting) { // a manager of the application's own may use threads
        for (AssistantMessage.ToolCall call : batch.waiting) {
          if (name.equals(call.name()) && Objects.equals(arguments, call.arguments())) {
            batch.waiting.remove(call);
            return call.id();
          }
        }
      }
    }
    return null;
  }

  /** A tool threw; Spring AI may make a text for the model of it. */
  public static void toolThrew(ToolExecutionException error) {
    GenAiCall open = GenAiCall.open(Operation.EXECUTE_TOOL);
    if (open != null) {
      open.failing(error.getCause() == null ? error : error.getCause());
    }
  }
}
