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

class BedrockConverseTest {

  static final String REQUEST =
      """
      {"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],
       "inferenceConfig":{"maxTokens":300,"temperature":0.2,"topP":0.95,"stopSequences":["END",7]},
       "additionalModelRequestFields":{"top_k":40,"reasoning_effort":"low"},
       "guardrailConfig":{"guardrailIdentifier":"gr1","guardrailVersion":"DRAFT"},
       "outputConfig":{"textFormat":{"type":"json_schema"}},
       "messages":[
        {"role":"user","content":[{"text":"What is this?"},
          {"image":{"format":"png","source":{"bytes":"QUJD"}}},
          {"document":{"format":"pdf","name":"a","source":{"s3Location":{"uri":"s3://b/a.pdf"}}}},
          {"guardContent":{"text":{"text":"guarded"}}}]},
        {"role":"assistant","content":[
          {"reasoningContent":{"reasoningText":{"text":"Look it up.","signature":"s"}}},
          {"reasoningContent":{"redactedContent":"QQ=="}},
          {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Rome"}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"t1","status":"error",
          "content":[{"json":{"c":22}}]}}]}],
       "toolConfig":{"tools":[{"toolSpec":{"name":"weather","description":"Weather of a city",
          "inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default"}},
          {"systemTool":{"name":"nova_grounding"}}]}}
      """;

  static final String RESPONSE =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"It is "},
         {"citationsContent":{"content":[{"text":"warm"},{"text":"."}],"citations":[]}},
         {"toolUse":{"toolUseId":"t2","name":"weather","input":{"city":"Oslo"}}}]}},
       "stopReason":"tool_use","metrics":{"latencyMs":300},
       "usage":{"inputTokens":20,"outputTokens":9,"totalTokens":40,"cacheReadInputTokens":8,
         "cacheWriteInputTokens":3},
       "trace":{"promptRouter":{"invokedModelId":"arn:aws:bedrock:us-east-1::foundation-model/m"}}}
      """;

  private static final List<String> EVENTS =
      List.of(
          "{\"messageStart\":{\"role\":\"assistant\"}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"Hm\"}}}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\".\"}}}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"s\"}}}}",
          "{\"contentBlockStop\":{\"contentBlockIndex\":0}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":1,\"delta\":{\"text\":\"It is \"}}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":1,\"delta\":{\"text\":\"warm.\"}}}",
          "{\"contentBlockStart\":{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":\"weather\"}}}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\"}}}}",
          "{\"contentBlockDelta\":{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"\\\"Oslo\\\"}\"}}}}",
          "{\"laterEvent\":{}}",
          "{\"messageStop\":{\"stopReason\":\"tool_use\"}}",
          "{\"metadata\":{\"usage\":{\"inputTokens\":20,\"outputTokens\":9,\"cacheReadInputTokens\":8}}}");

  @Test
  void aRequestGivesItsParameters() {
    assertThat(named(BedrockConverse.request("model-x", REQUEST, false).facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "model-x"),
            Map.entry("gen_ai.request.max_tokens", 300L),
            Map.entry("gen_ai.request.temperature", 0.2),
            Map.entry("gen_ai.request.top_p", 0.95),
            Map.entry("gen_ai.request.top_k", 40L),
            Map.entry("gen_ai.request.reasoning.level", "low"),
            Map.entry("gen_ai.request.stop_sequences", List.of("END")),
            Map.entry("gen_ai.output.type", "json"),
            Map.entry("aws.bedrock.guardrail.id", "gr1"));
    assertThat(BedrockConverse.request("model-x", REQUEST, false).content).isEmpty();
  }

  @Test
  void aRequestGivesItsContentWhenAskedFor() {
    Map<Content, Object> content = BedrockConverse.request("m", REQUEST, true).content;
    assertThat(Json.write(content.get(Content.SYSTEM_INSTRUCTIONS)))
        .isEqualTo("[{\"type\":\"text\",\"content\":\"Be brief.\"}]");
    assertThat(Json.write(content.get(Content.INPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"What is this?\"},"
                + "{\"type\":\"blob\",\"modality\":\"image\",\"mime_type\":\"image/png\","
                + "\"content\":\"QUJD\"},"
                + "{\"type\":\"uri\",\"modality\":\"document\",\"uri\":\"s3://b/a.pdf\"},"
                + "{\"type\":\"text\",\"content\":\"guarded\"}]},"
                + "{\"role\":\"assistant\",\"parts\":["
                + "{\"type\":\"reasoning\",\"content\":\"Look it up.\"},"
                + "{\"type\":\"redacted_reasoning\"},"
                + "{\"type\":\"tool_call\",\"id\":\"t1\",\"name\":\"weather\","
                + "\"arguments\":{\"city\":\"Rome\"}}]},"
                + "{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"t1\","
                + "\"response\":{\"c\":22},\"is_error\":true}]}]");
    assertThat(Json.write(content.get(Content.TOOL_DEFINITIONS)))
        .isEqualTo(
            "[{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Weather of a city\","
                + "\"parameters\":{\"type\":\"object\"}},"
                + "{\"type\":\"systemTool\",\"systemTool\":{\"name\":\"nova_grounding\"}}]");
  }

  @Test
  void aResponseGivesReasonAndCounts() {
    GenAiResponse response = BedrockConverse.response(RESPONSE, true);
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.response.model", "arn:aws:bedrock:us-east-1::foundation-model/m"),
            Map.entry("gen_ai.usage.input_tokens", 31L),
            Map.entry("gen_ai.usage.output_tokens", 9L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 8L),
            Map.entry("gen_ai.usage.cache_write.input_tokens", 3L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"It is \"},"
                + "{\"type\":\"text\",\"content\":\"warm.\"},"
                + "{\"type\":\"tool_call\",\"id\":\"t2\",\"name\":\"weather\","
                + "\"arguments\":{\"city\":\"Oslo\"}}],\"finish_reason\":\"tool_call\"}]");
  }

  @Test
  void eventsFoldToTheWholeResponse() {
    BedrockConverseStream stream = new BedrockConverseStream(true, 1000);
    for (String event : EVENTS) {
      assertThat(stream.complete()).isEqualTo(event.contains("metadata"));
      stream.chunk(event);
    }
    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 28L),
            Map.entry("gen_ai.usage.output_tokens", 9L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 8L));
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"Hm.\"},"
                + "{\"type\":\"text\",\"content\":\"It is warm.\"},"
                + "{\"type\":\"tool_call\",\"id\":\"t2\",\"name\":\"weather\","
                + "\"arguments\":{\"city\":\"Oslo\"}}],\"finish_reason\":\"tool_call\"}]");
  }

  @Test
  void aStreamKeepsNoMoreTextThanItMay() {
    BedrockConverseStream stream = new BedrockConverseStream(true, 10);
    for (int i = 0; i < 1000; i++) {
      stream.chunk(
          "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"1234567\"}}}");
      stream.chunk(
          "{\"contentBlockDelta\":{\"contentBlockIndex\":"
              + (1L << 40)
              + ",\"delta\":{\"text\":\"x\"}}}");
    }
    assertThat(Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES)))
        .contains("\"12345671234567\"")
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,stop",
    "stop_sequence,stop",
    "max_tokens,length",
    "tool_use,tool_call",
    "guardrail_intervened,content_filter",
    "content_filtered,content_filter",
    "model_context_window_exceeded,length",
    "malformed_tool_use,error",
    "COMPLETE,stop",
    "FINISH,stop",
    "something_new,something_new"
  })
  void stopReasonsGetTheConventionsNames(String wire, String named) {
    assertThat(BedrockConverse.finishReason(wire)).isEqualTo(named);
  }

  @Test
  void fieldsOfOtherTypesCountAsAbsent() {
    assertThat(
            named(
                BedrockConverse.request(
                        null,
                        "{\"inferenceConfig\":{\"maxTokens\":\"many\",\"temperature\":{},\"topP\":[]},"
                            + "\"messages\":7,\"system\":{},\"toolConfig\":[1],\"guardrailConfig\":5}",
                        true)
                    .facts))
        .isEmpty();
    assertThat(
            named(
                BedrockConverse.response(
                        "{\"output\":[],\"stopReason\":{},\"usage\":\"none\",\"trace\":1}", true)
                    .facts))
        .isEmpty();
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 11;
    Random random = new Random(seed);
    BedrockConverseStream stream = new BedrockConverseStream(true, 1000);
    for (int i = 0; i < 20_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      String event = RandomJson.damage(EVENTS.get(random.nextInt(EVENTS.size())), random);
      try {
        BedrockConverse.request("m", request, true);
        BedrockConverse.response(response, true);
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
