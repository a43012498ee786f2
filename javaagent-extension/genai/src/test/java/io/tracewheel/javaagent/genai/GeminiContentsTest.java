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

class GeminiContentsTest {

  private static final String REQUEST =
      """
      {"systemInstruction":{"parts":[{"text":"Be brief."}]},
       "generationConfig":{"temperature":0.2,"topP":0.95,"topK":40.0,"maxOutputTokens":300,"seed":42,
         "candidateCount":2,"stopSequences":["END",7],"presencePenalty":-0.5,"frequencyPenalty":0.5,
         "responseMimeType":"application/json","thinkingConfig":{"thinkingLevel":"LOW"}},
       "contents":[
        {"role":"user","parts":[{"text":"What is this?"},
          {"inlineData":{"mimeType":"image/png","data":"QUJD"}},
          {"fileData":{"mimeType":"application/pdf","fileUri":"gs://b/a.pdf"}}]},
        {"role":"model","parts":[{"text":"Look it up.","thought":true},
          {"functionCall":{"name":"weather","args":{"city":"Rome"}}}]},
        {"role":"user","parts":[
          {"functionResponse":{"id":"c1","name":"weather","response":{"c":22}}}]},
        {"parts":[{"executableCode":{"language":"PYTHON","code":"1+1"}}]}],
       "tools":[{"functionDeclarations":[{"name":"weather","description":"Weather of a city",
          "parameters":{"type":"OBJECT"}},
          {"name":"time","parametersJsonSchema":{"type":"object"}}]},
         {"googleSearch":{}}]}
      """;

  private static final String RESPONSE =
      """
      {"responseId":"r1","modelVersion":"gemini-2.5-flash-001",
       "candidates":[
        {"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
          {"text":"Which city?","thought":true},
          {"functionCall":{"id":"c2","name":"weather","args":{"city":"Oslo"}}}]}},
        {"index":1,"content":{"role":"model","parts":[{"text":"Done."}]}}],
       "usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":9,"thoughtsTokenCount":4,
         "cachedContentTokenCount":8,"toolUsePromptTokenCount":3,"totalTokenCount":36}}
      """;

  @Test
  void aRequestGivesItsParameters() {
    assertThat(named(GeminiContents.request("gemini-x", REQUEST, false).facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "gemini-x"),
            Map.entry("gen_ai.request.temperature", 0.2),
            Map.entry("gen_ai.request.top_p", 0.95),
            Map.entry("gen_ai.request.top_k", 40L),
            Map.entry("gen_ai.request.max_tokens", 300L),
            Map.entry("gen_ai.request.choice.count", 2L),
            Map.entry("gen_ai.request.seed", 42L),
            Map.entry("gen_ai.request.stop_sequences", List.of("END")),
            Map.entry("gen_ai.request.frequency_penalty", 0.5),
            Map.entry("gen_ai.request.presence_penalty", -0.5),
            Map.entry("gen_ai.request.reasoning.level", "low"),
            Map.entry("gen_ai.output.type", "json"));
  }

  @Test
  void withoutContentNothingThatWasSaidIsKept() {
    assertThat(GeminiContents.request("m", REQUEST, false).content).isEmpty();
    assertThat(GeminiContents.response(RESPONSE, false).content).isEmpty();
  }

  @Test
  void contentsBecomeMessagesWithTheSystemInstructionApart() {
    GenAiRequest request = GeminiContents.request("m", REQUEST, true);
    assertThat(request.content.get(Content.SYSTEM_INSTRUCTIONS))
        .isEqualTo(Json.parse("[{\"type\":\"text\",\"content\":\"Be brief.\"}]"));
    assertThat(request.content.get(Content.INPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"user","parts":[{"type":"text","content":"What is this?"},
                   {"type":"blob","modality":"image","mime_type":"image/png","content":"QUJD"},
                   {"type":"uri","modality":"document","mime_type":"application/pdf","uri":"gs://b/a.pdf"}]},
                 {"role":"assistant","parts":[{"type":"reasoning","content":"Look it up."},
                   {"type":"tool_call","name":"weather","arguments":{"city":"Rome"}}]},
                 {"role":"tool","parts":[
                   {"type":"tool_call_response","id":"c1","name":"weather","response":{"c":22}}]},
                 {"role":"user","parts":[{"type":"executable_code","language":"PYTHON","code":"1+1"}]}]
                """));
    assertThat(request.content.get(Content.TOOL_DEFINITIONS))
        .isEqualTo(
            Json.parse(
                """
                [{"type":"function","name":"weather","description":"Weather of a city",
                  "parameters":{"type":"OBJECT"}},
                 {"type":"function","name":"time","parameters":{"type":"object"}},
                 {"type":"google_search","name":"google_search"}]
                """));
  }

  @Test
  void aResponseGivesIdsUsageAndOneReasonPerCandidate() {
    GenAiResponse response = GeminiContents.response(RESPONSE, true);
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "r1"),
            Map.entry("gen_ai.response.model", "gemini-2.5-flash-001"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call", "error")),
            Map.entry("gen_ai.usage.input_tokens", 23L),
            Map.entry("gen_ai.usage.output_tokens", 13L),
            Map.entry("gen_ai.usage.cache_read.input_tokens", 8L),
            Map.entry("gen_ai.usage.reasoning.output_tokens", 4L));
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"reasoning","content":"Which city?"},
                   {"type":"tool_call","id":"c2","name":"weather","arguments":{"city":"Oslo"}}],
                  "finish_reason":"tool_call"},
                 {"role":"assistant","parts":[{"type":"text","content":"Done."}],
                  "finish_reason":"error"}]
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, stop",
    "MAX_TOKENS, length",
    "SAFETY, content_filter",
    "RECITATION, content_filter",
    "PROHIBITED_CONTENT, content_filter",
    "MALFORMED_FUNCTION_CALL, error",
    "SOMETHING_NEW, something_new"
  })
  void finishReasonsGetTheConventionsNames(String wire, String named) {
    GenAiResponse response =
        GeminiContents.response("{\"candidates\":[{\"finishReason\":\"" + wire + "\"}]}", false);
    assertThat(named(response.facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of(named));
  }

  @Test
  void aRefusedPromptHasNoCandidatesAndCountsAsFiltered() {
    String refused = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";
    assertThat(named(GeminiContents.response(refused, true).facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("content_filter"));
    GeminiStream stream = new GeminiStream(false, 1000);
    stream.chunk(refused);
    assertThat(stream.complete()).isTrue();
    assertThat(named(stream.response().facts))
        .containsEntry("gen_ai.response.finish_reasons", List.of("content_filter"));
  }

  @Test
  void chunksFoldToWhatTheWholeResponseWouldHaveSaid() {
    GeminiStream stream = new GeminiStream(true, 1000);
    for (String parts :
        List.of(
            "{\"text\":\"Hm\",\"thought\":true}",
            "{\"text\":\"m.\",\"thought\":true},{\"text\":\"Let me \"}",
            "{\"text\":\"see.\"}",
            "{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Rome\"}}}")) {
      stream.chunk("{\"candidates\":[{\"content\":{\"parts\":[" + parts + "]}}]}");
      assertThat(stream.complete()).isFalse();
    }
    stream.chunk(
        """
        {"responseId":"r2","modelVersion":"g-1","candidates":[{"index":0,"finishReason":"STOP",
          "content":{"parts":[{"text":""}]}}],
         "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3}}
        """);
    assertThat(stream.complete()).isTrue();

    GenAiResponse response = stream.response();
    assertThat(named(response.facts))
        .containsOnly(
            Map.entry("gen_ai.response.id", "r2"),
            Map.entry("gen_ai.response.model", "g-1"),
            Map.entry("gen_ai.response.finish_reasons", List.of("tool_call")),
            Map.entry("gen_ai.usage.input_tokens", 7L),
            Map.entry("gen_ai.usage.output_tokens", 3L));
    assertThat(response.content.get(Content.OUTPUT_MESSAGES))
        .isEqualTo(
            Json.parse(
                """
                [{"role":"assistant","parts":[{"type":"reasoning","content":"Hmm."},
                  {"type":"text","content":"Let me see."},
                  {"type":"tool_call","name":"weather","arguments":{"city":"Rome"}}],
                  "finish_reason":"tool_call"}]
                """));
  }

  @Test
  void anErrorInTheStreamNamesItself() {
    GeminiStream stream = new GeminiStream(true, 1000);
    stream.chunk("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Half\"}]}}]}");
    stream.chunk("{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}");
    GenAiResponse response = stream.response();
    assertThat(response.errorType).isEqualTo("UNAVAILABLE");
    assertThat(named(response.facts)).doesNotContainKey("gen_ai.response.finish_reasons");
    assertThat(Json.write(response.content.get(Content.OUTPUT_MESSAGES))).contains("Half");
  }

  @Test
  void anEndlessStreamDoesNotCostEndlessMemory() {
    GeminiStream stream = new GeminiStream(true, 1000);
    for (int i = 0; i < 10_000; i++) {
      stream.chunk(
          "{\"candidates\":[{\"index\":"
              + i
              + ",\"content\":{\"parts\":[{\"text\":\"x\"}]}},{\"index\":0,\"content\":{\"parts\":["
              + "{\"text\":\"0123456789\"},{\"inlineData\":{\"data\":\"QUJD\"}},{\"a\":{}}]}}]}");
    }
    String json = Json.write(stream.response().content.get(Content.OUTPUT_MESSAGES));
    assertThat(json.length()).isLessThan(1_100 * 120 + 5_000);
  }

  @Test
  void embeddingsGiveDimensionsAndTokensInEveryForm() {
    assertThat(
            named(
                GeminiEmbeddings.request("e", "{\"outputDimensionality\":3,\"content\":{}}").facts))
        .containsOnly(
            Map.entry("gen_ai.request.model", "e"),
            Map.entry("gen_ai.embeddings.dimension.count", 3L));
    for (String body :
        List.of(
            "{\"requests\":[{\"outputDimensionality\":3},{}]}",
            "{\"instances\":[{}],\"parameters\":{\"outputDimensionality\":3}}")) {
      assertThat(named(GeminiEmbeddings.request("e", body).facts))
          .containsEntry("gen_ai.embeddings.dimension.count", 3L);
    }
    for (String body :
        List.of(
            "{\"embedding\":{\"values\":[1,2]}}",
            "{\"embeddings\":[{\"values\":[1,2]},{\"values\":[3,4]}]}")) {
      assertThat(named(GeminiEmbeddings.response(body).facts))
          .containsOnly(Map.entry("gen_ai.embeddings.dimension.count", 2L));
    }
    assertThat(
            named(
                GeminiEmbeddings.response(
                        """
                        {"predictions":[{"embeddings":{"statistics":{"token_count":5},"values":[1]}},
                          {"embeddings":{"statistics":{"token_count":2},"values":[1]}}]}
                        """)
                    .facts))
        .containsOnly(
            Map.entry("gen_ai.embeddings.dimension.count", 1L),
            Map.entry("gen_ai.usage.input_tokens", 7L));
  }

  @Test
  void fieldsOfOtherTypesCountAsAbsent() {
    assertThat(
            named(
                GeminiContents.request(
                        null,
                        "{\"generationConfig\":{\"temperature\":\"hot\",\"topK\":0.5,\"stopSequences\":{},"
                            + "\"responseModalities\":7},\"contents\":7,\"tools\":[1],\"systemInstruction\":5}",
                        true)
                    .facts))
        .isEmpty();
    assertThat(
            named(
                GeminiContents.response(
                        "{\"responseId\":{},\"candidates\":\"none\",\"usageMetadata\":[]}", true)
                    .facts))
        .isEmpty();
  }

  @Test
  void partsOfOtherTypesAreKeptAsUnknown() {
    GenAiRequest request =
        GeminiContents.request(
            null,
            "{\"contents\":[{\"parts\":[{\"functionCall\":7},{\"inlineData\":[]},{\"text\":3},5,{}]}]}",
            true);
    assertThat(Json.write(request.content.get(Content.INPUT_MESSAGES)))
        .isEqualTo(
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"unknown\"},{\"type\":\"unknown\"},"
                + "{\"type\":\"unknown\"}]}]");
  }

  @Test
  void damagedPayloadsNeverThrow() {
    long seed = 5;
    Random random = new Random(seed);
    GeminiStream stream = new GeminiStream(true, 1000);
    for (int i = 0; i < 20_000; i++) {
      String request = RandomJson.damage(REQUEST, random);
      String response = RandomJson.damage(RESPONSE, random);
      try {
        GeminiContents.request("m", request, true);
        GeminiContents.response(response, true);
        GeminiEmbeddings.request("m", request);
        GeminiEmbeddings.response(response.replace("candidates", "embeddings"));
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
