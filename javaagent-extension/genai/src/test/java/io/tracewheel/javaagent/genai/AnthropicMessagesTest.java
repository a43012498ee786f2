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

class AnthropicMessagesTest {

  static final String REQUEST =
      """
      {"model":"claude-sonnet-4-5","max_tokens":1024,"temperature":0.2,"top_p":0.9,"top_k":40,
       "stop_sequences":["END","STOP"],"stream":true,
       "output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},
       "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
       "messages":[
        {"role":"user","content":"Hi"},
        {"role":"user","content":[{"type":"text","text":"What is this?"},
          {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},
          {"type":"image","source":{"type":"url","url":"https://x.test/a.png"}},
          {"type":"document","source":{"type":"file","file_id":"file_1"}},
          {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}}]},
        {"role":"assistant","content":[
          {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
          {"type":"redacted_thinking","data":"ZW5j"},
          {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}},
          {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}},
          {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://x.test"}]}]},
        {"role":"user","content":[
          {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"{\\"c\\":22}"}]},
          {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"no such city"}]}],
       "tools":[{"name":"weather","description":"Weather of a city",
          "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
         {"type":"web_search_20250305","name":"web_search","max_uses":2}]}
      """;

  static final String RESPONSE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"text","text":"Let me see.","citations":null},
         {"type":"tool_use","id":"toolu_3","name":"weather","input":{"city":"Oslo"}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":10,"cache_read_input_tokens":300,"cache_creation_input_tokens":20,
         "output_tokens":9,"output_tokens_details":{"thinking_tokens":4},"service_tier":"standard"}}
      """;

  static final List<String> EVENTS =
      List.of(
          "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":300,\"cache_creation_input_tokens\":20,\"output_tokens\":1}}}",
          "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}",
          "{\"type\":\"content_block_stop\",\"index\":0}",
          "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
          "{\"type\":\"ping\"}",
          "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me \"}}",
          "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"see.\"}}",
          "{\"type\":\"content_block_stop\",\"index\":1}",
          "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_3\",\"name\":\"weather\",\"input\":{}}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Oslo\\\"}\"}}",
          "{\"type\":\"content_block_stop\",\"index\":2}",
          "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_4\",\"name\":\"now\",\"input\":{}}}",
          "{\"type\":\"content_block_stop\",\"index\":3}",
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9,\"input_tokens\":null}}",
          "{\"type\":\"message_stop\"}");

  @Test
  void aRequestGivesItsParameters() {
    assertThat(named(AnthropicMessages.request(REQUEST, false).facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "claude-sonnet-4-5"),
            Map.entry("gen_ai.request.max_tokens", 1024L),
            Map.entry("gen_ai.request.temperature", 0.2),
            Map.entry("gen_ai.request.top_p", 0.9),
            Map.entry("gen_ai.request.top_k", 40L),
            Map.entry("gen_ai.request.stop_sequences", List.of("END", "STOP")),
            Map.entry("gen_ai.request.stream", true),
            Map.entry("gen_ai.request.reasoning.level", "low"),
            Map.entry("gen_ai.output.type", "json"));
  }

  @Test
  void withoutContentNothingThatWasSaidIsKept() {
    assertThat(AnthropicMessages.request(REQUEST, false).content).isEmpty();
    assertThat(AnthropicMessages.response(RESPONSE, false).content).isEmpty();
    assertThat(stream(EVENTS, false).response().content).isEmpty();
  }

  @Test
  void instructionsMessagesAndToolsTakeTheConventionsForm() {
    GenAiRequest request = AnthropicMessages.request(REQUEST, true);
    assertThat(request.content.get(Content.SYSTEM_INSTRUCTIONS))
        .isEqualTo(Json.parse("[{\"type\":\"text\",\"content\":\"Be brief.\"}]"));
    assertThat(request.content.get(Content.INPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"user","parts":[{"type":"text","content":"Hi"}]},
                 {"role":"user","parts":[{"type":"text","content":"What is this?"},
                   {"type":"blob","modality":"image","mime_type":"image/png","content":"QUJD"},
                   {"type":"uri","modality":"image","uri":"https://x.test/a.png"},
                   {"type":"file","modality":"document","file_id":"file_1"},
                   {"type":"text","content":"plain"}]},
                 {"role":"assistant","parts":[{"type":"reasoning","content":"Hm."},
                   {"type":"redacted_thinking"},
                   {"type":"tool_call","id":"toolu_1","name":"weather","arguments":{"city":"Rome"}},
                   {"type":"server_tool_call","id":"srvtoolu_1","name":"web_search",
                     "server_tool_call":{"type":"web_search","arguments":{"query":"q"}}},
                   {"type":"server_tool_call_response","id":"srvtoolu_1",
                     "server_tool_call_response":{"type":"web_search",
                       "content":[{"type":"web_search_result","url":"https://x.test"}]}}]},
                 {"role":"tool","parts":[{"type":"tool_call_response","id":"toolu_1","response":{"c":22}},
                   {"type":"tool_call_response","id":"toolu_2","response":"no such city","is_error":true}]}]
                """));
    assertThat(request.content.get(Content.TOOL_DEFINITIONS))
        .isEqualTo(
            Json.parse(
                """
                [{"type":"function","name":"weather","description":"Weather of a city",
                  "parameters":{"type":"object","properties":{"city":{"type":"string"}}}},
                 {"type":"web_search_20250305","name":"web_search","max_uses":2}]
                """));
  }

  @Test
  void instructionsMayBeAPlainText() {
    GenAiRequest request = AnthropicMessages.request("{\"system\":\"Be brief.\"}", true);
    assertThat(request.content.get(Content.SYSTEM_INSTRUCTIONS))
        .isEqualTo(Json.parse("[{\"type\":\"text\",\"content\":\"Be brief.\"}]"));
  }

  @Test
  void cachedTokensCountAsInput() {
    assertThat(named(AnthropicMessages.response(RESPONSE, false).facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "msg_1"),
            Map.entry("gen_ai.response.model", "claude-sonnet-4-5-20250929"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 330L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 300L),
            Map.entry("gen_ai.usage.cache_write.input_tokens", 20L),
            Map.entry("gen_ai.usage.output_tokens", 9L),
            Map.entry("gen_ai.usage.reasoning.output_tokens", 4L));
  }

  @Test
  void anAnswerIsOneMessageWithItsReason() {
    assertThat(AnthropicMessages.response(RESPONSE, true).content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"text","content":"Let me see."},
                  {"type":"tool_call","id":"toolu_3","name":"weather","arguments":{"city":"Oslo"}}],
                  "finish_reason":"tool_call"}]
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "tool_use, tool_call",
    "refusal, content_filter",
    "compaction, compaction",
    "pause_turn, pause_turn"
  })
  void stopReasonsTakeTheConventionsNames(String wire, String convention) {
    GenAiResponse whole =
        AnthropicMessages.response("{\"stop_reason\":\"" + wire + "\",\"content\":[]}", false);
    GenAiResponse streamed =
        stream(
                List.of(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + wire + "\"}}"),
                false)
            .response();
    assertThat(named(whole.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of(convention))
        .isEqualTo(named(streamed.facts));
  }

  @Test
  void eventsFoldToWhatTheWholeResponseWouldHaveSaid() {
    AnthropicMessagesStream stream = new AnthropicMessagesStream(true, 1000);
    for (String event : EVENTS) {
      assertThat(stream.complete()).as("before %s", event).isFalse();
      stream.chunk(event);
      if (event.contains("message_delta")) {
        break;
      }
    }
    assertThat(stream.complete()).isTrue();
    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "msg_1"),
            Map.entry("gen_ai.response.model", "claude-sonnet-4-5-20250929"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 330L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 300L),
            Map.entry("gen_ai.usage.cache_write.input_tokens", 20L),
            Map.entry("gen_ai.usage.output_tokens", 9L));
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"reasoning","content":"Hm."},
                  {"type":"text","content":"Let me see."},
                  {"type":"tool_call","id":"toolu_3","name":"weather","arguments":{"city":"Oslo"}},
                  {"type":"tool_call","id":"toolu_4","name":"now","arguments":{}}],
                  "finish_reason":"tool_call"}]
                """));
  }

  @Test
  void aStreamThatIsCutOffHasItsTextAndNoReason() {
    AnthropicMessagesStream stream = stream(EVENTS.subList(0, 8), true);
    assertThat(stream.complete()).isFalse();
    assertThat(named(stream.response().facts))
        .containsEntry("gen_ai.usage.input_tokens", 330L)
        .doesNotContainKey("gen_ai.response.finish_reasons");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .contains("Let me ");
  }

  @Test
  void inputThatIsNotJsonStaysAsTheText() {
    AnthropicMessagesStream stream = stream(EVENTS.subList(0, 13), true);
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .contains("\"arguments\":\"{\\\"city\\\":\"");
  }

  @Test
  void anEndlessStreamDoesNotCostEndlessMemory() {
    AnthropicMessagesStream stream = new AnthropicMessagesStream(true, 1000);
    for (int i = 0; i < 10_000; i++) {
      stream.chunk(
          "{\"type\":\"content_block_delta\",\"index\":"
              + i
              + ",\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}");
      stream.chunk(
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"0123456789\"}}");
    }
    String json = Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES));
    assertThat(json.length()).isLessThan(1_100 * 100 + 2000);
  }

  @Test
  void anErrorBodyNamesItsType() {
    String overloaded =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
    assertThat(AnthropicMessages.errorType(overloaded)).isEqualTo("overloaded_error");
    assertThat(AnthropicMessages.response(overloaded, true).errorType)
        .isEqualTo("overloaded_error");
    assertThat(AnthropicMessages.errorType("{\"error\":{\"type\":\"my key is sk-1\"}}")).isNull();
    assertThat(AnthropicMessages.errorType("{\"error\":\"boom\"}")).isNull();
    assertThat(AnthropicMessages.errorType("<html>")).isNull();
    assertThat(AnthropicMessages.errorType(null)).isNull();
  }

  @Test
  void fieldsOfOtherTypesCountAsAbsent() {
    assertThat(
            named(
                AnthropicMessages.request(
                        "{\"model\":5,\"max_tokens\":\"many\",\"temperature\":{},\"messages\":7,\"system\":3,\"tools\":[1],\"stop_sequences\":\"x\",\"stream\":\"yes\",\"output_config\":[]}",
                        true)
                    .facts))
        .isEmpty();
    assertThat(
            named(
                AnthropicMessages.response("{\"id\":{},\"usage\":[],\"model\":null}", true).facts))
        .isEmpty();
    assertThat(
            named(
                AnthropicMessages.response(
                        "{\"content\":\"none\",\"stop_reason\":1,\"usage\":{\"input_tokens\":null,\"cache_read_input_tokens\":\"3\"}}",
                        true)
                    .facts))
        .containsOnly(Map.entry("gen_ai.response.finish_reasons", List.of("error")));
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 5;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      AnthropicMessagesStream stream = new AnthropicMessagesStream(true, 1000);
      try {
        AnthropicMessages.request(request, true);
        AnthropicMessages.response(response, true);
        AnthropicMessages.errorType(response);
        for (String event : EVENTS) {
          stream.chunk(random.nextInt(3) == 0 ? RandomJson.damage(event, random) : event);
        }
        stream.response();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + "\n" + request + response, e);
      }
    }
  }

  private static AnthropicMessagesStream stream(List<String> events, boolean withContent) {
    AnthropicMessagesStream stream = new AnthropicMessagesStream(withContent, 1000);
    events.forEach(stream::chunk);
    return stream;
  }
}
