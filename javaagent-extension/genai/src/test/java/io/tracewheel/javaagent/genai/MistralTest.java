// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Mistral adds to OpenAI's chat completions and embeddings. */
class MistralTest {

  @Test
  void itsOwnNamesAreRead() {
    assertThat(
            named(
                OpenAiChat.request(
                        "{\"model\":\"mistral-small-latest\",\"random_seed\":42,\"safe_prompt\":true,"
                            + "\"prompt_mode\":\"reasoning\",\"messages\":[]}",
                        false)
                    .facts))
        .containsEntry("gen_ai.request.seed", 42L);
    assertThat(
            named(
                OpenAiEmbeddings.request(
                        "{\"model\":\"codestral-embed\",\"input\":[\"a\"],\"output_dimension\":1536}")
                    .facts))
        .containsEntry("gen_ai.embeddings.dimension.count", 1536L);
  }

  @Test
  void thoughtsAreAPartOfTheContent() {
    GenAiResponse response =
        OpenAiChat.response(
            """
            {"id":"cmpl-1","object":"chat.completion","model":"magistral-medium-latest","usage":
             {"prompt_tokens":16,"completion_tokens":34,"total_tokens":50},"choices":[{"index":0,
             "finish_reason":"model_length","message":{"role":"assistant","prefix":false,"content":[
              {"type":"thinking","thinking":[{"type":"text","text":"Let me "},{"type":"text","text":"see."}]},
              {"type":"text","text":"42."}]}}]}
            """,
            true);
    assertThat(named(response.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("length"))
        .containsEntry("gen_ai.usage.input_tokens", 16L);
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .contains(
            "{\"type\":\"reasoning\",\"content\":\"Let me see.\"},{\"type\":\"text\",\"content\":\"42.\"}");
  }

  @Test
  void thoughtsOfAStreamAreGathered() {
    OpenAiChatStream stream = new OpenAiChatStream(true, 1000);
    stream.chunk(
        "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
            + "\"thinking\":[{\"type\":\"text\",\"text\":\"Let me \"}]}]}}]}");
    stream.chunk(
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"thinking\","
            + "\"thinking\":[{\"type\":\"text\",\"text\":\"see.\"}]}]}}]}");
    stream.chunk(
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"42.\"},\"finish_reason\":\"stop\"}]}");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .contains(
            "{\"type\":\"reasoning\",\"content\":\"Let me see.\"},{\"type\":\"text\",\"content\":\"42.\"}");
  }
}
