// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.OpenAiChatTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiResponsesTest {

  private static final String REQUEST =
      """
      {"model":"gpt-5","instructions":"Be brief.","previous_response_id":"resp_0","conversation":{"id":"conv_1"},
       "max_output_tokens":100,"reasoning":{"effort":"high"},"text":{"format":{"type":"json_schema","name":"x"}},
       "input":[{"role":"user","content":[{"type":"input_text","text":"Weather?"},{"type":"input_image","image_url":"https://x.test/a.png"}]},
         {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"},
         {"type":"function_call_output","call_id":"call_1","output":"22"}],
       "tools":[{"type":"function","name":"weather","parameters":{"type":"object"}},{"type":"web_search"}]}
      """;

  private static final String RESPONSE =
      """
      {"id":"resp_1","object":"response","status":"completed","model":"gpt-5-2026","service_tier":"default",
       "output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Thinking."}]},
         {"type":"web_search_call","id":"ws_1","status":"completed"},
         {"type":"message","id":"m1","role":"assistant","content":[{"type":"output_text","text":"Sunny.","annotations":[]}]}],
       "usage":{"input_tokens":30,"input_tokens_details":{"cached_tokens":10},"output_tokens":12,"output_tokens_details":{"reasoning_tokens":6}}}
      """;

  @Test
  void aRequestGivesItsParametersInstructionsItemsAndTools() {
    GenAiRequest request = OpenAiResponses.request(REQUEST, true);
    assertThat(named(request.facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "gpt-5"),
            Map.entry("gen_ai.request.previous_response.id", "resp_0"),
            Map.entry("gen_ai.conversation.id", "conv_1"),
            Map.entry("gen_ai.request.max_tokens", 100L),
            Map.entry("gen_ai.request.reasoning.level", "high"),
            Map.entry("gen_ai.output.type", "json"),
            Map.entry("openai.api.type", "responses"));
    assertThat(request.content.get(Content.SYSTEM_INSTRUCTIONS))
        .isEqualTo(Json.parse("[{\"type\":\"text\",\"content\":\"Be brief.\"}]"));
    assertThat(request.content.get(Content.INPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"user","parts":[{"type":"text","content":"Weather?"},{"type":"uri","modality":"image","uri":"https://x.test/a.png"}]},
                 {"role":"assistant","parts":[{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Rome"}}]},
                 {"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":"22"}]}]
                """));
    assertThat(request.content.get(Content.TOOL_DEFINITIONS))
        .isEqualTo(
            Json.parse(
                """
                [{"type":"function","name":"weather","parameters":{"type":"object"}},{"type":"web_search","name":"web_search"}]
                """));
  }

  @Test
  void allItemsOfAResponseMakeOneMessage() {
    GenAiResponse response = OpenAiResponses.response(RESPONSE, true);
    assertThat(named(response.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 30L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 10L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 6L);
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"reasoning","content":"Thinking."},
                  {"type":"server_tool_call","id":"ws_1","name":"web_search",
                   "server_tool_call":{"type":"web_search_call","id":"ws_1","status":"completed"}},
                  {"type":"text","content":"Sunny."}],"finish_reason":"stop"}]
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "completed,,stop",
    "incomplete,max_output_tokens,length",
    "incomplete,content_filter,content_filter",
    "incomplete,,error",
    "failed,,error",
    "cancelled,,error"
  })
  void theStatusBecomesAReason(String status, String detail, String reason) {
    String details = detail == null ? "null" : "{\"reason\":\"" + detail + "\"}";
    GenAiResponse response =
        OpenAiResponses.response(
            "{\"status\":\"" + status + "\",\"incomplete_details\":" + details + "}", false);
    assertThat(named(response.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of(reason));
    assertThat(response.errorType).isEqualTo(status.equals("failed") ? "_OTHER" : null);
  }

  @Test
  void aBackgroundResponseInProgressHasNoReason() {
    assertThat(named(OpenAiResponses.response("{\"status\":\"queued\"}", false).facts)).isEmpty();
  }

  @Test
  void theLastEventOfAStreamCarriesTheWholeResponse() {
    OpenAiResponsesStream stream = new OpenAiResponsesStream(true, 1000);
    stream.chunk(
        "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5\",\"status\":\"in_progress\",\"output\":[]}}");
    stream.chunk("{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"Sun\"}");
    assertThat(stream.complete()).isFalse();
    stream.chunk("{\"type\":\"response.completed\",\"response\":" + RESPONSE + "}");
    assertThat(stream.complete()).isTrue();
    assertThat(stream.response().facts).isEqualTo(OpenAiResponses.response(RESPONSE, true).facts);
    assertThat(stream.response().content)
        .isEqualTo(OpenAiResponses.response(RESPONSE, true).content);
  }

  @Test
  void aStreamThatIsCutOffHasWhatCameOfItsItems() {
    OpenAiResponsesStream stream = new OpenAiResponsesStream(true, 1000);
    stream.chunk(
        "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[]}}");
    stream.chunk(
        "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"message\",\"content\":[]}}");
    stream.chunk(
        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"Half an \"}");
    stream.chunk(
        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"answer\"}");
    stream.chunk(
        "{\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"}}");
    stream.chunk(
        "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"{}\"}");
    assertThat(named(stream.response().facts)).containsOnlyKeys("gen_ai.response.id");
    assertThat(stream.response().content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"text","content":"Half an answer"},
                  {"type":"tool_call","id":"c","name":"f","arguments":{}}]}]
                """));
  }

  @Test
  void anErrorEventNamesTheError() {
    OpenAiResponsesStream stream = new OpenAiResponsesStream(false, 1000);
    stream.chunk("{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}");
    assertThat(stream.complete()).isTrue();
    assertThat(stream.response().errorType).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void embeddingsGiveModelTokensAndDimensionInBothEncodings() {
    assertThat(
            named(
                OpenAiEmbeddings.request(
                        "{\"model\":\"e-3\",\"input\":\"x\",\"dimensions\":256,\"encoding_format\":\"base64\"}")
                    .facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "e-3"),
            Map.entry("gen_ai.embeddings.dimension.count", 256L),
            Map.entry("gen_ai.request.encoding_formats", List.of("base64")));
    assertThat(
            named(
                OpenAiEmbeddings.response(
                        "{\"model\":\"e-3\",\"data\":[{\"embedding\":[0.1,0.2,0.3]}],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}")
                    .facts))
        .containsEntry("gen_ai.embeddings.dimension.count", 3L)
        .containsEntry("gen_ai.usage.input_tokens", 4L);
    assertThat(
            named(OpenAiEmbeddings.response("{\"data\":[{\"embedding\":\"AAAAAAAAgD8=\"}]}").facts))
        .containsEntry("gen_ai.embeddings.dimension.count", 2L);
    assertThat(named(OpenAiEmbeddings.response("{\"data\":[{\"embedding\":\"%%\"}]}").facts))
        .isEmpty();
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 5;
    Random random = new Random(seed);
    OpenAiResponsesStream stream = new OpenAiResponsesStream(true, 1000);
    for (int i = 0; i < 20_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      try {
        OpenAiResponses.request(request, true);
        OpenAiResponses.response(response, true);
        OpenAiEmbeddings.request(request);
        OpenAiEmbeddings.response(response);
        stream.chunk("{\"type\":\"response.completed\",\"response\":" + response + "}");
        stream.response();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + "\n" + request + response, e);
      }
    }
  }
}
