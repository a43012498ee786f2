// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockInvokeTest {

  private static final String METRICS =
      ",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":11,\"outputTokenCount\":4,"
          + "\"invocationLatency\":400,\"firstByteLatency\":100}}";

  /**
   * A vendor's way to ask and to answer "Sunny." with 11 tokens in, 4 out.
   *
   * @param counts whether the answer says its tokens; else its headers do
   */
  record Family(
      String model,
      Operation operation,
      String request,
      String response,
      boolean counts,
      List<String> chunks) {
    @Override
    public String toString() {
      return model;
    }
  }

  static Stream<Family> families() {
    return Stream.of(
        new Family(
            "us.anthropic.claude-sonnet-4-v1:0",
            Operation.CHAT,
            "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,\"temperature\":0.5,"
                + "\"top_p\":0.9,\"top_k\":40,\"stop_sequences\":[\"END\"],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}]}",
            "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"Sunny.\"}],\"stop_reason\":\"end_turn\","
                + "\"usage\":{\"input_tokens\":11,\"output_tokens\":4}}",
            true,
            List.of(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
                    + "\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
                    + "\"text\":\"Sunny.\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"output_tokens\":4}}",
                "{\"type\":\"message_stop\"" + METRICS)),
        new Family(
            "anthropic.claude-v2",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"max_tokens_to_sample\":100,\"temperature\":0.5,"
                + "\"top_p\":0.9,\"top_k\":40,\"stop_sequences\":[\"END\"]}",
            "{\"type\":\"completion\",\"completion\":\"Sunny.\",\"stop_reason\":\"stop_sequence\"}",
            false,
            List.of(
                "{\"type\":\"completion\",\"completion\":\"Sun\",\"stop_reason\":null}",
                "{\"type\":\"completion\",\"completion\":\"ny.\",\"stop_reason\":\"stop_sequence\""
                    + METRICS)),
        new Family(
            "amazon.titan-text-premier-v1:0",
            Operation.TEXT_COMPLETION,
            "{\"inputText\":\"Weather?\",\"textGenerationConfig\":{\"maxTokenCount\":100,"
                + "\"temperature\":0.5,\"topP\":0.9,\"topK\":40,\"stopSequences\":[\"END\"]}}",
            "{\"inputTextTokenCount\":11,\"results\":[{\"tokenCount\":4,\"outputText\":\"Sunny.\","
                + "\"completionReason\":\"FINISH\"}]}",
            true,
            List.of(
                "{\"outputText\":\"Sun\",\"index\":0,\"totalOutputTextTokenCount\":null,"
                    + "\"completionReason\":null,\"inputTextTokenCount\":11}",
                "{\"outputText\":\"ny.\",\"index\":0,\"totalOutputTextTokenCount\":4,"
                    + "\"completionReason\":\"FINISH\",\"inputTextTokenCount\":null"
                    + METRICS)),
        new Family(
            "amazon.nova-lite-v1:0",
            Operation.CHAT,
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Weather?\"}]}],"
                + "\"inferenceConfig\":{\"max_new_tokens\":100,\"temperature\":0.5,\"topP\":0.9,"
                + "\"topK\":40,\"stopSequences\":[\"END\"]}}",
            "{\"output\":{\"message\":{\"content\":[{\"text\":\"Sunny.\"}],\"role\":\"assistant\"}},"
                + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":11,\"outputTokens\":4,"
                + "\"totalTokens\":15,\"cacheReadInputTokenCount\":0}}",
            true,
            List.of(
                "{\"messageStart\":{\"role\":\"assistant\"}}",
                "{\"contentBlockDelta\":{\"delta\":{\"text\":\"Sunny.\"},\"contentBlockIndex\":0}}",
                "{\"messageStop\":{\"stopReason\":\"end_turn\"}}",
                "{\"metadata\":{\"usage\":{\"inputTokens\":11,\"outputTokens\":4},\"metrics\":{}}"
                    + METRICS)),
        new Family(
            "meta.llama3-8b-instruct-v1:0",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"max_gen_len\":100,\"temperature\":0.5,\"top_p\":0.9,"
                + "\"top_k\":40,\"stop\":\"END\"}",
            "{\"generation\":\"Sunny.\",\"prompt_token_count\":11,\"generation_token_count\":4,"
                + "\"stop_reason\":\"stop\"}",
            true,
            List.of(
                "{\"generation\":\"Sun\",\"prompt_token_count\":11,\"generation_token_count\":1,"
                    + "\"stop_reason\":null}",
                "{\"generation\":\"ny.\",\"prompt_token_count\":null,\"generation_token_count\":4,"
                    + "\"stop_reason\":\"stop\""
                    + METRICS)),
        new Family(
            "mistral.mistral-7b-instruct-v0:2",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"max_tokens\":100,\"stop\":[\"END\"],\"temperature\":0.5,"
                + "\"top_p\":0.9,\"top_k\":40}",
            "{\"outputs\":[{\"text\":\"Sunny.\",\"stop_reason\":\"stop\"}]}",
            false,
            List.of(
                "{\"outputs\":[{\"text\":\"Sun\",\"stop_reason\":null}]}",
                "{\"outputs\":[{\"text\":\"ny.\",\"stop_reason\":\"stop\"}]" + METRICS)),
        new Family(
            "mistral.mistral-large-2407-v1:0",
            Operation.CHAT,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}],\"max_tokens\":100,"
                + "\"temperature\":0.5,\"top_p\":0.9,\"stop\":[\"END\"]}",
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Sunny.\","
                + "\"tool_calls\":null},\"stop_reason\":\"stop\"}]}",
            false,
            List.of(
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"Sun\"},\"stop_reason\":null}]}",
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"ny.\"},\"stop_reason\":\"stop\"}]"
                    + METRICS)),
        new Family(
            "cohere.command-r-v1:0",
            Operation.CHAT,
            "{\"message\":\"Weather?\",\"max_tokens\":100,\"temperature\":0.5,\"p\":0.9,\"k\":40,"
                + "\"stop_sequences\":[\"END\"]}",
            "{\"response_id\":\"r1\",\"text\":\"Sunny.\",\"generation_id\":\"g\","
                + "\"finish_reason\":\"COMPLETE\"}",
            false,
            List.of(
                "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"Sun\"}",
                "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"ny.\"}",
                "{\"is_finished\":true,\"event_type\":\"stream-end\",\"finish_reason\":\"COMPLETE\","
                    + "\"response\":{\"response_id\":\"r1\",\"text\":\"Sunny.\"}"
                    + METRICS)),
        new Family(
            "cohere.command-text-v14",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"max_tokens\":100,\"temperature\":0.5,\"p\":0.9,\"k\":40,"
                + "\"stop_sequences\":[\"END\"]}",
            "{\"generations\":[{\"finish_reason\":\"COMPLETE\",\"id\":\"g\",\"text\":\"Sunny.\"}],"
                + "\"id\":\"r1\",\"prompt\":\"Weather?\"}",
            false,
            List.of(
                "{\"index\":0,\"is_finished\":false,\"text\":\"Sunny.\"}",
                "{\"finish_reason\":\"COMPLETE\",\"index\":0,\"is_finished\":true" + METRICS)),
        new Family(
            "ai21.jamba-1-5-mini-v1:0",
            Operation.CHAT,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}],\"max_tokens\":100,"
                + "\"temperature\":0.5,\"top_p\":0.9,\"stop\":[\"END\"]}",
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Sunny.\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4,\"total_tokens\":15}}",
            true,
            List.of(
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Sunny.\"},"
                    + "\"finish_reason\":null}]}",
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4}"
                    + METRICS)),
        new Family(
            "ai21.j2-ultra-v1",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"maxTokens\":100,\"temperature\":0.5,\"topP\":0.9,"
                + "\"stopSequences\":[\"END\"]}",
            "{\"id\":7,\"prompt\":{\"text\":\"Weather?\",\"tokens\":[1,2,3,4,5,6,7,8,9,10,11]},"
                + "\"completions\":[{\"data\":{\"text\":\"Sunny.\",\"tokens\":[1,2,3,4]},"
                + "\"finishReason\":{\"reason\":\"endoftext\"}}]}",
            false,
            List.of()),
        new Family(
            "us.deepseek.r1-v1:0",
            Operation.TEXT_COMPLETION,
            "{\"prompt\":\"Weather?\",\"max_tokens\":100,\"temperature\":0.5,\"top_p\":0.9,"
                + "\"stop\":[\"END\"]}",
            "{\"choices\":[{\"text\":\"Sunny.\",\"stop_reason\":\"stop\"}]}",
            false,
            List.of(
                "{\"choices\":[{\"text\":\"Sun\",\"stop_reason\":null}]}",
                "{\"choices\":[{\"text\":\"ny.\",\"stop_reason\":\"stop\"}]" + METRICS)),
        new Family(
            "openai.gpt-oss-20b-1:0",
            Operation.CHAT,
            "{\"model\":\"openai.gpt-oss-20b-1:0\",\"messages\":[{\"role\":\"user\","
                + "\"content\":\"Weather?\"}],\"max_completion_tokens\":100,\"temperature\":0.5,"
                + "\"top_p\":0.9,\"stream\":true,\"stop\":[\"END\"]}",
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"Sunny.\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4,\"total_tokens\":15}}",
            true,
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void aRequestGivesItsParametersAndTheQuestion(Family family) {
    GenAiRequest request =
        requireNonNull(BedrockInvoke.request(family.model(), family.request(), true));
    assertThat(request.operation).isEqualTo(family.operation());
    assertThat(named(request.facts))
        .contains(
            Map.entry("gen_ai.request.model", family.model()),
            Map.entry("gen_ai.request.max_tokens", 100L),
            Map.entry("gen_ai.request.temperature", 0.5),
            Map.entry("gen_ai.request.top_p", 0.9),
            Map.entry("gen_ai.request.stop_sequences", List.of("END")))
        .doesNotContainKey("gen_ai.request.stream");
    assertThat(request.facts.containsKey(GenAiAttributes.REQUEST_TOP_K))
        .isEqualTo(family.request().contains("40"));
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weather?\"}]}]");
    assertThat(
            requireNonNull(BedrockInvoke.request(family.model(), family.request(), false)).content)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("families")
  void theFamilyIsToldByTheBodyWhereTheIdNamesNone(Family family) {
    String profile = "arn:aws:bedrock:us-east-1:1:application-inference-profile/x";
    GenAiRequest request = requireNonNull(BedrockInvoke.request(profile, family.request(), false));
    assertThat(request.operation).isEqualTo(family.operation());
    assertThat(named(request.facts)).containsEntry("gen_ai.request.max_tokens", 100L);
  }

  @ParameterizedTest
  @MethodSource("families")
  void aResponseGivesReasonTextAndCounts(Family family) {
    assertAnswer(BedrockInvoke.response(family.response(), 11L, 4L, true));
    assertThat(
            BedrockInvoke.response(family.response(), null, null, false)
                .facts
                .containsKey(GenAiAttributes.USAGE_OUTPUT_TOKENS))
        .isEqualTo(family.counts());
  }

  @ParameterizedTest
  @MethodSource("families")
  void chunksFoldToTheWholeResponse(Family family) {
    if (family.chunks().isEmpty()) {
      return; // not documented
    }
    BedrockInvokeStream stream = new BedrockInvokeStream(true, 1000);
    assertThat(stream.complete()).isFalse();
    family.chunks().forEach(stream::chunk);
    assertThat(stream.complete()).isTrue();
    assertAnswer(stream.response());
  }

  private static void assertAnswer(GenAiResponse response) {
    assertThat(named(response.facts))
        .contains(
            Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
            Map.entry("gen_ai.usage.input_tokens", 11L),
            Map.entry("gen_ai.usage.output_tokens", 4L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                + "\"finish_reason\":\"stop\"}]");
  }

  @Test
  void coheresConversationAndToolsAreContent() {
    GenAiRequest request =
        requireNonNull(
            BedrockInvoke.request(
                "cohere.command-r-plus-v1:0",
                """
                {"message":"And now?","preamble":"Be brief.",
                 "chat_history":[{"role":"USER","message":"Hi"},{"role":"CHATBOT","message":"Hello"}],
                 "tools":[{"name":"weather","description":"d","parameter_definitions":{"city":{}}}],
                 "tool_results":[{"call":{"name":"weather"},"outputs":[{"c":22}]}]}
                """,
                true));
    assertThat(Json.write(request.content.get(Content.SYSTEM_INSTRUCTIONS))).contains("Be brief.");
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES)))
        .contains(
            "{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}",
            "\"role\":\"tool\"",
            "[{\"c\":22}]");
    assertThat(Json.write(request.content.get(Content.TOOL_DEFINITIONS)))
        .contains("\"name\":\"weather\"", "\"parameters\":{\"city\":{}}");
    assertThat(
            Json.write(
                BedrockInvoke.response(
                        "{\"text\":\"\",\"finish_reason\":\"COMPLETE\",\"tool_calls\":"
                            + "[{\"name\":\"weather\",\"parameters\":{\"city\":\"Rome\"}}]}",
                        null,
                        null,
                        true)
                    .content
                    .get(Content.OUTPUT_MESSAGES)))
        .contains("\"tool_call\"", "{\"city\":\"Rome\"}");
  }

  @Test
  void embeddingsGiveTheLengthOfTheirVectors() {
    for (String body :
        List.of(
            "{\"inputText\":\"x\",\"dimensions\":256,\"normalize\":true}",
            "{\"inputImage\":\"QUJD\",\"embeddingConfig\":{\"outputEmbeddingLength\":256}}",
            "{\"texts\":[\"x\"],\"input_type\":\"search_query\",\"output_dimension\":256}",
            "{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingDimension\":256}}")) {
      GenAiRequest request = requireNonNull(BedrockInvoke.request("profile", body, true));
      assertThat(request.operation).isEqualTo(Operation.EMBEDDINGS);
      assertThat(named(request.facts)).containsEntry("gen_ai.embeddings.dimension.count", 256L);
    }
    for (String body :
        List.of(
            "{\"embedding\":[1,2,3],\"embeddingsByType\":{\"float\":[1,2,3]}}",
            "{\"embeddings\":[[1,2,3],[4,5,6]],\"id\":\"i\"}",
            "{\"embeddings\":{\"float\":[[1,2,3]]}}",
            "{\"embeddings\":[{\"embeddingType\":\"TEXT\",\"embedding\":[1,2,3]}]}")) {
      GenAiResponse response = BedrockInvoke.response(body, 5L, null, true);
      assertThat(named(response.facts))
          .contains(
              Map.entry("gen_ai.embeddings.dimension.count", 3L),
              Map.entry("gen_ai.usage.input_tokens", 5L))
          .doesNotContainKey("gen_ai.response.finish_reasons");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"taskType\":\"TEXT_IMAGE\",\"textToImageParams\":{\"text\":\"x\"}}",
        "{\"text_prompts\":[{\"text\":\"x\"}]}",
        "{\"query\":\"x\",\"documents\":[\"a\"],\"top_n\":1,\"api_version\":2}",
        "{\"prompt\":{},\"a\":1}"
      })
  void whatIsNoTextModelIsNoModelCall(String body) {
    assertThat(BedrockInvoke.request("vendor.model", body, true)).isNull();
  }

  @Test
  void anUnreadableBodyIsAModelCallAllTheSame() {
    for (String body : new String[] {null, "", "{\"prompt", "[]", "<html>"}) {
      assertThat(named(requireNonNull(BedrockInvoke.request("m", body, true)).facts))
          .containsOnly(Map.entry("gen_ai.request.model", "m"));
      assertThat(BedrockInvoke.response(body, null, null, true).facts).isEmpty();
    }
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 12;
    Random random = new Random(seed);
    List<Family> families = families().toList();
    for (int i = 0; i < 20_000; i++) {
      Family family = families.get(random.nextInt(families.size()));
      String request = RandomJson.damage(family.request(), random);
      String response = RandomJson.damage(family.response(), random);
      List<String> chunks = new ArrayList<>();
      family.chunks().forEach(chunk -> chunks.add(RandomJson.damage(chunk, random)));
      try {
        BedrockInvoke.request(family.model(), request, true);
        BedrockInvoke.response(response, null, null, true);
        BedrockInvokeStream stream = new BedrockInvokeStream(true, 1000);
        chunks.forEach(stream::chunk);
        stream.response();
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", round " + i + "\n" + request + response + chunks, e);
      }
    }
  }

  @Test
  void membersOfAnyOtherTypeNeverThrow() {
    long seed = 13;
    Random random = new Random(seed);
    List<String> names =
        List.of(
            "messages",
            "prompt",
            "inputText",
            "message",
            "choices",
            "output",
            "content",
            "results",
            "outputs",
            "generations",
            "completions",
            "embedding",
            "embeddings",
            "usage",
            "type",
            "completion",
            "text",
            "generation",
            "stop_reason",
            "tool_calls",
            "response",
            "contentBlockDelta",
            "metadata",
            "messageStop",
            "inferenceConfig",
            "texts",
            "taskType",
            "amazon-bedrock-invocationMetrics",
            "chat_history",
            "textGenerationConfig");
    BedrockInvokeStream stream = new BedrockInvokeStream(true, 1000);
    for (int i = 0; i < 20_000; i++) {
      Map<String, Object> body = new LinkedHashMap<>();
      for (int members = 1 + random.nextInt(4); members > 0; members--) {
        Object tree = RandomJson.tree(random, 3);
        Messages.put(body, names.get(random.nextInt(names.size())), tree);
      }
      String json = Json.write(body);
      try {
        BedrockInvoke.request("m", json, true);
        BedrockInvoke.response(json, null, null, true);
        stream.chunk(json);
        stream.response();
        BedrockConverse.request("m", json, true);
        BedrockConverse.response(json, true);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + "\n" + json, e);
      }
    }
  }

  @Test
  void aMegabyteOfGarbageNeverThrows() {
    Random random = new Random(14);
    StringBuilder garbage = new StringBuilder(1 << 20);
    while (garbage.length() < 1 << 20) {
      garbage.append("{[\"\\:,}]01tfn \u00e9".charAt(random.nextInt(15)));
    }
    String nested = "{\"messages\":" + "[".repeat(1 << 20);
    for (String body : List.of(garbage.toString(), nested)) {
      BedrockInvoke.request("m", body, true);
      BedrockInvoke.response(body, null, null, true);
      new BedrockInvokeStream(true, 1000).chunk(body);
      BedrockConverse.request("m", body, true);
      BedrockConverse.response(body, true);
      new BedrockConverseStream(true, 1000).chunk(body);
    }
  }
}
