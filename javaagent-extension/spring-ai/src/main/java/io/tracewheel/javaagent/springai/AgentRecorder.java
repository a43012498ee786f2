// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** A run of a chat client that has tools or advisors. */
final class AgentRecorder implements Recorder {

  /** Those that every chat client has: they only call the model and run the tools. */
  private static final Set<String> PLUMBING =
      Set.of(
          "ChatModelCallAdvisor",
          "ChatModelStreamAdvisor",
          "ToolCallAdvisor",
          "ToolCallingAdvisor");

  private static final String CONVERSATION_ID = "chat_memory_conversation_id";

  /** What chat memories call a conversation that the application did not name. */
  private static final String DEFAULT_CONVERSATION = "default";

  private final ChatClientObservationContext observed;
  private final PartialAnswer partial = new PartialAnswer();

  AgentRecorder(ChatClientObservationContext observed) {
    this.observed = observed;
  }

  /**
   * Whether a chat client does more than to call its model once: it has tools, or advisors that the
   * application gave it.
   */
  static boolean isAgent(ChatClientObservationContext observed) {
    ChatOptions options = observed.getRequest().prompt().getOptions();
    if (options instanceof ToolCallingChatOptions calling
        && (hasElements(calling.getToolCallbacks())
            || hasElements(OptionalGetter.get(options, "getToolNames")))) {
      return true;
    }
    if (observed.getAdvisors() != null) {
      for (Advisor advisor : observed.getAdvisors()) {
        if (!PLUMBING.contains(advisor.getClass().getSimpleName())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasElements(@Nullable Object elements) {
    return elements instanceof Collection<?> some && !some.isEmpty();
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public GenAiRequest request(boolean streaming) {
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    if (observed.getRequest().context().get(CONVERSATION_ID) instanceof String id
        && !id.equals(DEFAULT_CONVERSATION)) {
      request.set(GenAiAttributes.CONVERSATION_ID, id);
    }
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(
          Content.INPUT_MESSAGES,
          SpringMessages.of(observed.getRequest().prompt().getInstructions()));
      request.content(
          Content.TOOL_DEFINITIONS,
          SpringMessages.tools(observed.getRequest().prompt().getOptions()));
    }
    return request;
  }

  @Override
  public void chunk(Object element) {
    if (element instanceof ChatClientResponse piece) {
      partial.add(piece.chatResponse());
    }
  }

  @Override
  public GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    Object whole = result != null ? result : OptionalGetter.get(observed, "getResponse");
    ChatResponse answer =
        whole instanceof ChatClientResponse returned ? returned.chatResponse() : null;
    if (answer == null) {
      partial.describe(response);
    } else {
      SpringMessages.answer(answer, response);
    }
    return response;
  }
}
