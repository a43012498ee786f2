// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.message.Msg;
import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.ChatResponse;
import io.agentscope.core.model.ChatUsage;
import io.agentscope.core.model.GenerateOptions;
import io.agentscope.core.model.ToolSchema;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.Providers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a chat model, however often the library tries. */
public final class ModelCall implements Recorder<ChatResponse> {

  /** Parts of class names, and who is behind them unless the address says otherwise. */
  private static final String[][] PROVIDERS = {
    {"OpenAI", Providers.OPENAI},
    {"Anthropic", Providers.ANTHROPIC},
    {"Gemini", Providers.GOOGLE},
    {"DashScope", "alibaba.dashscope"},
    {"Ollama", "ollama"},
  };

  private final GenAiCall call;
  private final boolean streams;
  private final GenAiResponse response = new GenAiResponse();
  private final StreamedBlocks blocks = new StreamedBlocks();
  private @Nullable String finishReason;

  /**
   * @param streams whether the answer was asked for in chunks
   */
  ModelCall(GenAiCall call, boolean streams) {
    this.call = call;
    this.streams = streams;
  }

  /** Begins a call, and makes it current on this thread until there is an answer. */
  public static PreparedCall prepare(
      ChatModelBase model,
      @Nullable List<Msg> messages,
      @Nullable List<ToolSchema> tools,
      @Nullable GenerateOptions options) {
    Settings settings = new Settings(model, options);
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    String name = settings.text("getModelName");
    request.set(GenAiAttributes.REQUEST_MODEL, name == null ? model.getModelName() : name);
    String address = OptionalGetter.text(model, "getBaseUrl");
    Providers.describe(
        request, address == null ? settings.text("getBaseUrl") : address, provider(model));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, settings.fraction("getTemperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, settings.fraction("getTopP"));
    request.set(
        GenAiAttributes.REQUEST_FREQUENCY_PENALTY, settings.fraction("getFrequencyPenalty"));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, settings.fraction("getPresencePenalty"));
    Long most = settings.number("getMaxCompletionTokens");
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS, most == null ? settings.number("getMaxTokens") : most);
    request.set(GenAiAttributes.REQUEST_TOP_K, settings.number("getTopK"));
    request.set(GenAiAttributes.REQUEST_SEED, settings.number("getSeed"));
    if (settings.streams()) {
      request.streaming();
    }
    if (GenAiTelemetry.get().capturesContent()) {
      if (messages != null) {
        request.content(Content.INPUT_MESSAGES, ScopeMessages.of(messages));
      }
      if (tools != null) {
        request.content(Content.TOOL_DEFINITIONS, ScopeMessages.tools(tools));
      }
    }
    return new PreparedCall(request);
  }

  /** The application's own models are whatever their class is called. */
  private static String provider(ChatModelBase model) {
    String type = model.getClass().getSimpleName();
    for (String[] known : PROVIDERS) {
      if (type.contains(known[0])) {
        return known[1];
      }
    }
    return type;
  }

  @Override
  public GenAiCall call() {
    return call;
  }

  @Override
  public void seen(ChatResponse chunk) {
    if (streams) {
      call.chunk();
    }
    response.set(GenAiAttributes.RESPONSE_ID, chunk.getId());
    if (chunk.getFinishReason() != null && !chunk.getFinishReason().isEmpty()) {
      finishReason = chunk.getFinishReason();
    }
    ChatUsage usage = chunk.getUsage();
    if (usage != null && usage.getInputTokens() + usage.getOutputTokens() > 0) {
      response.usage((long) usage.getInputTokens(), (long) usage.getOutputTokens());
      Long cached = OptionalGetter.number(usage, "getCachedTokens");
      response.set(GenAiAttributes.USAGE_CACHE_READ, cached == null || cached == 0 ? null : cached);
    }
    if (GenAiTelemetry.get().capturesContent()) {
      blocks.add(chunk.getContent());
    }
  }

  private GenAiResponse response() {
    if (finishReason != null) {
      response.finishReasons(List.of(finishReason));
    }
    List<Object> parts = blocks.parts();
    if (!parts.isEmpty()) {
      response.content(
          Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", parts)));
    }
    return response;
  }

  @Override
  public void completed() {
    call.end(response());
  }

  @Override
  public void failed(Throwable error) {
    call.fail(error, response());
  }

  @Override
  public void cancelled() {
    call.cancel(response());
  }
}
