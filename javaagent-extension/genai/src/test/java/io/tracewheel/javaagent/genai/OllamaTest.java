// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies as Ollama's documentation shows them. */
class OllamaTest {

  private static final String REQUEST =
      """
      {"model":"llama3.2","stream":false,"think":"high","format":{"type":"object"},
       "options":{"seed":101,"temperature":0.8,"top_k":20,"top_p":0.9,"num_predict":100,
        "presence_penalty":1.5,"frequency_penalty":1.0,"stop":["\\n","user:"]},
       "messages":[{"role":"system","content":"Be brief."},
        {"role":"user","content":"What is this?","images":["QUJD"]},
        {"role":"assistant","content":"","thinking":"Hm.","tool_calls":[{"function":
         {"name":"get_weather","arguments":{"city":"Paris"}}}]},
        {"role":"tool","content":"11 degrees","tool_name":"get_weather"}],
       "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather",
        "parameters":{"type":"object"}}}]}
      """;
  private static final String RESPONSE =
      """
      {"model":"llama3.2","created_at":"2024-07-22T20:33:28.123648Z",
       "message":{"role":"assistant","content":"Hello!"},"done_reason":"stop","done":true,
       "total_duration":885095291,"load_duration":3753500,"prompt_eval_count":122,
       "prompt_eval_duration":328493000,"eval_count":33,"eval_duration":552222000}
      """;

  @Test
  void aChatIsReadWithItsOptions() {
    GenAiRequest request = Ollama.chatRequest(REQUEST, true);
    assertThat(named(request.facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "llama3.2"),
            Map.entry("gen_ai.output.type", "json"),
            Map.entry("gen_ai.request.reasoning.level", "high"),
            Map.entry("gen_ai.request.seed", 101L),
            Map.entry("gen_ai.request.temperature", 0.8),
            Map.entry("gen_ai.request.top_k", 20L),
            Map.entry("gen_ai.request.top_p", 0.9),
            Map.entry("gen_ai.request.max_tokens", 100L),
            Map.entry("gen_ai.request.presence_penalty", 1.5),
            Map.entry("gen_ai.request.frequency_penalty", 1.0),
            Map.entry("gen_ai.request.stop_sequences", List.of("\n", "user:")));
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES)))
        .contains("\"blob\"", "QUJD", "\"reasoning\"", "\"tool_call\"", "{\"city\":\"Paris\"}")
        .contains("\"tool_call_response\"", "11 degrees");
    assertThat(Json.write(request.content.get(Content.TOOL_DEFINITIONS))).contains("get_weather");
  }

  @Test
  void itStreamsUnlessToldOtherwise() {
    assertThat(named(Ollama.chatRequest("{\"model\":\"m\"}", false).facts))
        .containsEntry("gen_ai.request.stream", true);
    assertThat(named(Ollama.chatRequest(REQUEST, false).facts))
        .doesNotContainKey("gen_ai.request.stream");
    assertThat(Ollama.chatRequest(REQUEST, false).content).isEmpty();
  }

  @Test
  void aWholeAnswerIsRead() {
    GenAiResponse response = Ollama.response(RESPONSE, true);
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.model", "llama3.2"),
            Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
            Map.entry("gen_ai.usage.input_tokens", 122L),
            Map.entry("gen_ai.usage.output_tokens", 33L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello!\"}],"
                + "\"finish_reason\":\"stop\"}]");
  }

  @Test
  void linesOfAStreamBecomeOneAnswer() {
    OllamaStream stream = new OllamaStream(true, 1000);
    stream.chunk(
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"The\"},\"done\":false}");
    stream.chunk(
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\" sky\"},\"done\":false}");
    assertThat(stream.complete()).isFalse();
    stream.chunk(
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{"
            + "\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"done\":false}");
    stream.chunk(
        "{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":282}");
    assertThat(stream.complete()).isTrue();
    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_call"))
        .containsEntry("gen_ai.usage.output_tokens", 282L);
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .contains("The sky", "\"name\":\"f\"", "{\"a\":1}");
  }

  @Test
  void completionsAreReadInOnePieceAndInMany() {
    GenAiRequest request =
        Ollama.completionRequest(
            "{\"model\":\"m\",\"prompt\":\"Why?\",\"system\":\"Be brief.\"}", true);
    assertThat(request.operation).isEqualTo(Operation.TEXT_COMPLETION);
    assertThat(Json.write(request.content.get(Content.SYSTEM_INSTRUCTIONS))).contains("Be brief.");
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES))).contains("Why?");

    String whole =
        "{\"model\":\"m\",\"response\":\"Because.\",\"done\":true,\"done_reason\":\"length\",\"eval_count\":2}";
    assertThat(named(Ollama.response(whole, true).facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("length"));
    OllamaStream stream = new OllamaStream(true, 1000);
    stream.chunk("{\"response\":\"Be\",\"done\":false}");
    stream.chunk("{\"response\":\"cause.\",\"done\":true,\"done_reason\":\"stop\"}");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .contains("Because.");
  }

  @Test
  void embeddingsGiveDimensionsAndTokens() {
    assertThat(
            named(
                Ollama.embeddingsRequest("{\"model\":\"m\",\"input\":[\"a\"],\"dimensions\":3}")
                    .facts))
        .containsEntry("gen_ai.embeddings.dimension.count", 3L);
    assertThat(
            named(
                Ollama.embeddingsResponse(
                        "{\"model\":\"m\",\"embeddings\":[[0.1,0.2]],\"prompt_eval_count\":8}")
                    .facts))
        .containsOnly(
            Map.entry("gen_ai.response.model", "m"),
            Map.entry("gen_ai.embeddings.dimension.count", 2L),
            Map.entry("gen_ai.usage.input_tokens", 8L));
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 6;
    Random random = new Random(seed);
    OllamaStream stream = new OllamaStream(true, 1000);
    for (int i = 0; i < 10_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      try {
        Ollama.chatRequest(request, true);
        Ollama.completionRequest(request.replace("messages", "prompt"), true);
        Ollama.embeddingsRequest(request);
        Ollama.response(response, true);
        Ollama.embeddingsResponse(response.replace("message", "embeddings"));
        stream.chunk(response);
        if (i % 100 == 0) {
          stream.response();
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + "\n" + request + response, e);
      }
    }
  }
}
