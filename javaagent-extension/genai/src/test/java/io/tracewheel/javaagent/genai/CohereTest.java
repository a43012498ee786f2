// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies as Cohere's documentation of its second version shows them. */
class CohereTest {

  private static final String REQUEST =
      """
      {"model":"command-a-03-2025","stream":true,"max_tokens":64,"temperature":0.3,"p":0.75,"k":5,
       "seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,"stop_sequences":["END"],
       "response_format":{"type":"json_object"},
       "messages":[{"role":"user","content":[{"type":"text","text":"Weather?"},
         {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
        {"role":"assistant","tool_plan":"I will look.","tool_calls":[{"id":"c1","type":"function",
         "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]},
        {"role":"tool","tool_call_id":"c1","content":[{"type":"document","document":
         {"data":"{\\"degrees\\":11}"}}]}],
       "tools":[{"type":"function","function":{"name":"get_weather","parameters":{}}}]}
      """;
  private static final String RESPONSE =
      """
      {"id":"c14c80c3","finish_reason":"COMPLETE","message":{"role":"assistant",
       "content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"Sunny."}]},
       "usage":{"billed_units":{"input_tokens":5,"output_tokens":418},
        "tokens":{"input_tokens":71,"output_tokens":420},"cached_tokens":16}}
      """;
  private static final List<String> EVENTS =
      List.of(
          """
          {"type":"message-start","id":"29f14a5a","delta":{"message":{"role":"assistant"}}}""",
          """
          {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}}""",
          """
          {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
          """
          {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Sun"}}}}""",
          """
          {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"ny."}}}}""",
          """
          {"type":"content-end","index":0}""",
          """
          {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"get_weather","arguments":""}}}}}""",
          """
          {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\":1}"}}}}}""",
          """
          {"type":"tool-call-end","index":0}""",
          """
          {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":37,"output_tokens":28},"tokens":{"input_tokens":913,"output_tokens":83}}}}""");

  @Test
  void aChatIsRead() {
    GenAiRequest request = Cohere.chatRequest(REQUEST, true);
    assertThat(named(request.facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "command-a-03-2025"),
            Map.entry("gen_ai.request.stream", true),
            Map.entry("gen_ai.request.max_tokens", 64L),
            Map.entry("gen_ai.request.temperature", 0.3),
            Map.entry("gen_ai.request.top_p", 0.75),
            Map.entry("gen_ai.request.top_k", 5L),
            Map.entry("gen_ai.request.seed", 7L),
            Map.entry("gen_ai.request.frequency_penalty", 0.1),
            Map.entry("gen_ai.request.presence_penalty", 0.2),
            Map.entry("gen_ai.request.stop_sequences", List.of("END")),
            Map.entry("gen_ai.output.type", "json"));
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES)))
        .contains("Weather?", "a.png", "I will look.", "\"tool_call\"", "{\"city\":\"Paris\"}")
        .contains("\"tool_call_response\"", "degrees");
    assertThat(Cohere.chatRequest(REQUEST, false).content).isEmpty();
  }

  @Test
  void anAnswerTellsWhatWasBilled() {
    GenAiResponse response = Cohere.chatResponse(RESPONSE, true);
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "c14c80c3"),
            Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
            Map.entry("gen_ai.usage.input_tokens", 5L),
            Map.entry("gen_ai.usage.output_tokens", 418L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 16L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"Hm.\"},"
                + "{\"type\":\"text\",\"content\":\"Sunny.\"}],\"finish_reason\":\"stop\"}]");
  }

  @Test
  void eventsBecomeOneAnswer() {
    CohereStream stream = new CohereStream(true, 1000);
    for (String event : EVENTS) {
      assertThat(stream.complete()).isFalse();
      stream.chunk(event);
    }
    assertThat(stream.complete()).isTrue();
    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "29f14a5a"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 37L),
            Map.entry("gen_ai.usage.output_tokens", 28L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .contains("Sunny.", "I will", "\"id\":\"c1\"", "\"get_weather\"", "{\"a\":1}");
  }

  @Test
  void aStreamThatWasLeftHasNoFinishReason() {
    CohereStream stream = new CohereStream(true, 1000);
    EVENTS.subList(0, 4).forEach(stream::chunk);
    assertThat(named(stream.response().facts)).containsOnlyKeys("gen_ai.response.id");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES))).contains("Sun");
  }

  @Test
  void embeddingsAndRerankAreRead() {
    assertThat(
            named(
                Cohere.embeddingsRequest(
                        "{\"model\":\"embed-v4.0\",\"texts\":[\"a\"],\"output_dimension\":256,"
                            + "\"embedding_types\":[\"float\"]}")
                    .facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "embed-v4.0"),
            Map.entry("gen_ai.embeddings.dimension.count", 256L),
            Map.entry("gen_ai.request.encoding_formats", List.of("float")));
    assertThat(
            named(
                Cohere.embeddingsResponse(
                        "{\"id\":\"e1\",\"embeddings\":{\"float\":[[0.1,0.2,0.3]]},"
                            + "\"meta\":{\"billed_units\":{\"input_tokens\":6}}}")
                    .facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "e1"),
            Map.entry("gen_ai.embeddings.dimension.count", 3L),
            Map.entry("gen_ai.usage.input_tokens", 6L));

    GenAiRequest rerank =
        Cohere.rerankRequest(
            "{\"model\":\"rerank-v3.5\",\"query\":\"Which?\",\"documents\":[\"a\",\"b\"],\"top_n\":1}",
            true);
    assertThat(rerank.operation).isEqualTo(Operation.RETRIEVAL);
    assertThat(named(rerank.facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "rerank-v3.5"),
            Map.entry("gen_ai.retrieval.top_k", 1L));
    assertThat(rerank.content).containsEntry(Content.RETRIEVAL_QUERY, "Which?");
    assertThat(
            Json.write(
                Cohere.rerankResponse(
                        "{\"id\":\"r1\",\"results\":[{\"index\":1,\"relevance_score\":0.9}]}", true)
                    .content
                    .get(Content.RETRIEVAL_DOCUMENTS)))
        .isEqualTo("[{\"id\":\"1\",\"score\":0.9}]");
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 7;
    Random random = new Random(seed);
    CohereStream stream = new CohereStream(true, 1000);
    for (int i = 0; i < 10_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      String event = RandomJson.damage(EVENTS.get(i % EVENTS.size()), random);
      try {
        Cohere.chatRequest(request, true);
        Cohere.embeddingsRequest(request);
        Cohere.rerankRequest(request, true);
        Cohere.chatResponse(response, true);
        Cohere.embeddingsResponse(response.replace("message", "embeddings"));
        Cohere.rerankResponse(response.replace("message", "results"), true);
        stream.chunk(event);
        if (i % 100 == 0) {
          stream.response();
        }
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", round " + i + "\n" + request + response + event, e);
      }
    }
  }
}
