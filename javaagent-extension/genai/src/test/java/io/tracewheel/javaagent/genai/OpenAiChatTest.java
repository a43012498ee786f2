// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenAiChatTest {

  static final String REQUEST =
      """
      {"model":"gpt-5-mini","temperature":0.2,"top_p":1,"max_completion_tokens":300,"n":2,"seed":42,
       "stop":"END","frequency_penalty":0.5,"presence_penalty":-0.5,"reasoning_effort":"low",
       "service_tier":"flex","stream":true,"response_format":{"type":"json_schema","json_schema":{}},
       "messages":[
        {"role":"system","content":"Be brief."},
        {"role":"user","content":[{"type":"text","text":"What is this?"},
          {"type":"image_url","image_url":{"url":"https://x.test/a.png"}},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
          {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}},
          {"type":"file","file":{"file_id":"file-1"}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
          "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}]},
        {"role":"tool","tool_call_id":"call_1","content":"{\\"c\\":22}"}],
       "tools":[{"type":"function","function":{"name":"weather","description":"Weather of a city",
          "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
         {"type":"custom","custom":{"name":"sql"}}]}
      """;

  static final String RESPONSE =
      """
      {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5-mini-2026-01-01",
       "service_tier":"default","system_fingerprint":"fp_1",
       "choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,
         "tool_calls":[{"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},
         "finish_reason":"tool_calls"},
        {"index":1,"message":{"role":"assistant","content":"Done."},"finish_reason":null}],
       "usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,
         "prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":4}}}
      """;

  @Test
  void aRequestGivesItsParameters() {
    assertThat(named(OpenAiChat.request(REQUEST, false).facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "gpt-5-mini"),
            Map.entry("gen_ai.request.temperature", 0.2),
            Map.entry("gen_ai.request.top_p", 1.0),
            Map.entry("gen_ai.request.max_tokens", 300L),
            Map.entry("gen_ai.request.choice.count", 2L),
            Map.entry("gen_ai.request.seed", 42L),
            Map.entry("gen_ai.request.stop_sequences", List.of("END")),
            Map.entry("gen_ai.request.frequency_penalty", 0.5),
            Map.entry("gen_ai.request.presence_penalty", -0.5),
            Map.entry("gen_ai.request.reasoning.level", "low"),
            Map.entry("gen_ai.request.stream", true),
            Map.entry("gen_ai.output.type", "json"),
            Map.entry("openai.api.type", "chat_completions"),
            Map.entry("openai.request.service_tier", "flex"));
  }

  @Test
  void withoutContentNothingThatWasSaidIsKept() {
    assertThat(OpenAiChat.request(REQUEST, false).content).isEmpty();
    assertThat(OpenAiChat.response(RESPONSE, false).content).isEmpty();
  }

  @Test
  void messagesBecomePartsAndTheSystemMessageStaysInTheHistory() {
    GenAiRequest request = OpenAiChat.request(REQUEST, true);
    assertThat(request.content.get(Content.INPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"system","parts":[{"type":"text","content":"Be brief."}]},
                 {"role":"user","parts":[{"type":"text","content":"What is this?"},
                   {"type":"uri","modality":"image","uri":"https://x.test/a.png"},
                   {"type":"blob","modality":"image","mime_type":"image/png","content":"QUJD"},
                   {"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklG"},
                   {"type":"file","modality":"document","file_id":"file-1"}]},
                 {"role":"assistant","parts":[{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Rome"}}]},
                 {"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":{"c":22}}]}]
                """));
    assertThat(request.content.get(Content.TOOL_DEFINITIONS))
        .isEqualTo(
            Json.parse(
                """
                [{"type":"function","name":"weather","description":"Weather of a city",
                  "parameters":{"type":"object","properties":{"city":{"type":"string"}}}},
                 {"type":"custom","custom":{"name":"sql"},"name":"sql"}]
                """));
  }

  @Test
  void aResponseGivesIdsUsageAndOneReasonPerChoice() {
    GenAiResponse response = OpenAiChat.response(RESPONSE, true);
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "chatcmpl-1"),
            Map.entry("gen_ai.response.model", "gpt-5-mini-2026-01-01"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call", "error")),
            Map.entry("gen_ai.usage.input_tokens", 20L),
            Map.entry("gen_ai.usage.output_tokens", 9L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 8L),
            Map.entry("gen_ai.usage.reasoning.output_tokens", 4L),
            Map.entry("openai.response.service_tier", "default"),
            Map.entry("openai.response.system_fingerprint", "fp_1"));
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"tool_call","id":"call_2","name":"weather","arguments":{"city":"Oslo"}}],
                  "finish_reason":"tool_call"},
                 {"role":"assistant","parts":[{"type":"text","content":"Done."}],"finish_reason":"error"}]
                """));
  }

  @Test
  void argumentsThatAreNotJsonStayAsTheText() {
    GenAiResponse response =
        OpenAiChat.response(
            """
            {"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{\\"a\\":"}}]}}]}
            """,
            true);
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .contains("\"arguments\":\"{\\\"a\\\":\"");
  }

  @Test
  void textThatComesAsSuchIsFoldedLikeThatOfAChunk() {
    OpenAiChatStream byChunks = new OpenAiChatStream(true, 1000);
    OpenAiChatStream byText = new OpenAiChatStream(true, 1000);
    for (int i = 0; i < 400; i++) {
      byChunks.chunk("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word " + i + "\"}}]}");
      byText.text("word " + i);
    }
    assertThat(byText.response().content).isEqualTo(byChunks.response().content).isNotEmpty();
    assertThat(byText.complete()).isFalse();

    OpenAiChatStream quiet = new OpenAiChatStream(false, 1000);
    quiet.text("secret");
    assertThat(quiet.response().content).isEmpty();
  }

  @Test
  void chunksFoldToWhatTheWholeResponseWouldHaveSaid() {
    OpenAiChatStream stream = new OpenAiChatStream(true, 1000);
    for (String chunk :
        List.of(
            "{\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Let me \"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"see.\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"t2\",\"function\":{\"name\":\"time\",\"arguments\":\"{}\"}},{\"index\":0,\"function\":{\"arguments\":\"\\\"Rome\\\"}\"}}]}}]}")) {
      stream.chunk(chunk);
      assertThat(stream.complete()).isFalse();
    }
    stream.chunk("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
    assertThat(stream.complete()).isTrue();
    stream.chunk("{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}");

    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "c1"),
            Map.entry("gen_ai.response.model", "gpt-x"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 7L),
            Map.entry("gen_ai.usage.output_tokens", 3L));
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"text","content":"Let me see."},
                  {"type":"tool_call","id":"t1","name":"weather","arguments":{"city":"Rome"}},
                  {"type":"tool_call","id":"t2","name":"time","arguments":{}}],"finish_reason":"tool_call"}]
                """));
  }

  @Test
  void aStreamThatIsCutOffHasItsTextAndNoReason() {
    OpenAiChatStream stream = new OpenAiChatStream(true, 1000);
    stream.chunk("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half\"}}]}");
    assertThat(named(stream.response().facts)).doesNotContainKey("gen_ai.response.finish_reasons");
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES))).contains("Half");
  }

  @Test
  void anErrorThatComesAsAChunkFailsTheCall() {
    OpenAiChatStream stream = new OpenAiChatStream(false, 1000);
    stream.chunk("{\"id\":\"c1\",\"error\":null,\"choices\":[{\"index\":0,\"delta\":{}}]}");
    assertThat(stream.response().errorType).isNull();
    stream.chunk("{\"error\":{\"code\":\"overloaded\",\"message\":\"Try again later\"}}");
    assertThat(stream.response().errorType).isEqualTo("overloaded");
    assertThat(stream.complete()).as("nothing follows").isTrue();
    assertThat(named(stream.response().facts)).containsEntry("gen_ai.response.id", "c1");
  }

  @Test
  void anEndlessStreamDoesNotCostEndlessMemory() {
    OpenAiChatStream stream = new OpenAiChatStream(true, 1000);
    for (int i = 0; i < 10_000; i++) {
      stream.chunk(
          "{\"choices\":[{\"index\":"
              + i
              + ",\"delta\":{\"content\":\"x\"}},"
              + "{\"index\":0,\"delta\":{\"content\":\"0123456789\"}}]}");
    }
    String json = Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES));
    assertThat(json.length()).isLessThan(1_100 * 100 + 2000);
  }

  @Test
  void fieldsOfOtherTypesCountAsAbsent() {
    assertThat(
            named(
                OpenAiChat.request(
                        "{\"model\":5,\"temperature\":\"hot\",\"messages\":7,\"stop\":{},\"tools\":[1],\"stream\":\"yes\",\"response_format\":\"json\"}",
                        true)
                    .facts))
        .containsOnlyKeys("openai.api.type");
    assertThat(
            named(
                OpenAiChat.response(
                        "{\"id\":{},\"choices\":\"none\",\"usage\":[],\"model\":null}", true)
                    .facts))
        .isEmpty();
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 3;
    Random random = new Random(seed);
    OpenAiChatStream stream = new OpenAiChatStream(true, 1000);
    for (int i = 0; i < 20_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      try {
        OpenAiChat.request(request, true);
        OpenAiChat.response(response, true);
        stream.chunk(response.replace("message", "delta"));
        if (i % 100 == 0) {
          stream.response();
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + "\n" + request + response, e);
      }
    }
  }

  static Map<String, Object> named(Map<io.opentelemetry.api.common.AttributeKey<?>, Object> facts) {
    Map<String, Object> named = new HashMap<>();
    facts.forEach((key, value) -> named.put(key.getKey(), value));
    return named;
  }
}
