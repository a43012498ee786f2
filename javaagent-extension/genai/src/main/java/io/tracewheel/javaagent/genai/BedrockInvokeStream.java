// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the chunks of Amazon Bedrock's InvokeModelWithResponseStream, each vendor's own, into what
 * the whole response would have been. Bedrock adds its counts to the last chunk.
 */
public final class BedrockInvokeStream implements ChunkDecoder {

  private static final List<String> CONVERSE =
      Arrays.asList(
          "messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata");

  private final AnthropicMessagesStream anthropic;
  private final BedrockConverseStream converse;
  private final OpenAiChatStream openAi;
  private final Texts texts;
  private final GenAiResponse metrics = new GenAiResponse();

  /** The one that the chunks are for; all of a stream are alike. */
  private @Nullable ChunkDecoder chosen;

  public BedrockInvokeStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  BedrockInvokeStream(boolean withContent, int maxText) {
    anthropic = new AnthropicMessagesStream(withContent, maxText);
    converse = new BedrockConverseStream(withContent, maxText);
    openAi = new OpenAiChatStream(withContent, maxText);
    texts = new Texts(withContent, maxText);
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> body = Json.parseObject(json);
    BedrockConverse.usage(Json.object(body, "amazon-bedrock-invocationMetrics"), metrics);
    if (body.get("choices") instanceof List) {
      BedrockInvoke.namedAsOpenAi(body);
      chosen = openAi;
      openAi.chunk(body);
    } else if (!Collections.disjoint(body.keySet(), CONVERSE)) {
      chosen = converse;
      converse.chunk(body);
    } else if (body.get("type") instanceof String) {
      chosen = body.containsKey("completion") ? texts : anthropic;
      chosen.chunk(json);
    } else if (!body.isEmpty()) {
      chosen = chosen == null ? texts : chosen;
      texts.chunk(body);
    }
  }

  @Override
  public boolean complete() {
    return chosen != null && chosen.complete();
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = chosen == null ? new GenAiResponse() : chosen.response();
    metrics.facts.forEach(response.facts::putIfAbsent);
    return response;
  }

  /** Chunks of text, as {@link BedrockTexts} reads them. */
  private static final class Texts implements ChunkDecoder {
    private final boolean withContent;
    private final int maxText;
    private final GenAiResponse head = new GenAiResponse();
    private final StringBuilder text = new StringBuilder();
    private Map<String, Object> last = Json.object(null);
    private @Nullable String reason;

    Texts(boolean withContent, int maxText) {
      this.withContent = withContent;
      this.maxText = maxText;
    }

    @Override
    public void chunk(String json) {
      chunk(Json.parseObject(json));
    }

    void chunk(Map<String, Object> body) {
      // Cohere's last event repeats the whole answer inside.
      Map<String, Object> whole = Json.object(body, "response");
      head.set(
          GenAiAttributes.RESPONSE_ID,
          Json.string(whole.isEmpty() ? body : whole, whole.isEmpty() ? "id" : "response_id"));
      head.usage(BedrockTexts.inputTokens(body), BedrockTexts.outputTokens(body));
      if (body.get("tool_calls") instanceof List) {
        last = body;
      }
      String given = BedrockTexts.reason(body);
      reason = given == null ? reason : given;
      for (Map<String, Object> choice : BedrockTexts.choices(body)) {
        String more = BedrockTexts.text(choice);
        if (withContent && more != null && text.length() <= maxText) {
          text.append(more);
        }
        String ended = BedrockTexts.reason(choice);
        reason = ended == null ? reason : ended;
      }
    }

    @Override
    public boolean complete() {
      return reason != null;
    }

    @Override
    public GenAiResponse response() {
      GenAiResponse response = new GenAiResponse();
      response.facts.putAll(head.facts);
      String named = BedrockConverse.finishReason(reason);
      if (named != null) {
        response.finishReasons(Collections.singletonList(named));
      }
      if (withContent) {
        response.content(
            Content.OUTPUT_MESSAGES,
            Messages.listOf(
                BedrockConverse.outputMessage(BedrockTexts.parts(last, text.toString()), named)));
      }
      return response;
    }
  }
}
