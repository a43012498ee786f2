// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelStubTest {
  private static final String SCENARIO =
      """
      {"turns": [
        {"when": {"user": "order", "toolResults": 0},
         "then": {"toolCalls": [{"name": "find", "arguments": {"id": 7}}],
                  "usage": {"input": 11, "output": 5, "cached": 3, "reasoning": 2}}},
        {"when": {"user": "order", "toolResults": 1}, "then": {"text": "It is on its way."}},
        {"when": {"user": "broken"}, "then": {"toolCalls": [{"name": "find", "arguments": "{oops"}]}},
        {"when": {"system": "lawyer"}, "then": {"text": "cut", "finish": "length"}},
        {"when": {"user": "overload"}, "then": {"error": {"status": 429, "type": "rate_limit", "message": "slow down"}}}
      ]}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private ModelStub stub;

  @BeforeEach
  void start() throws IOException {
    stub = ModelStub.start(0, Scenario.parse(SCENARIO));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void answersByWhatTheUserSaidAndTheToolResultsSince() throws Exception {
    JsonNode first = json(chat("{'role':'user','content':'my order'}", ""));
    assertThat(first.at("/choices/0/message/tool_calls/0/function/name").stringValue())
        .isEqualTo("find");
    assertThat(first.at("/choices/0/message/tool_calls/0/function/arguments").stringValue())
        .isEqualTo("{\"id\":7}");
    assertThat(first.at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
    assertThat(first.at("/usage/prompt_tokens_details/cached_tokens").intValue()).isEqualTo(3);
    assertThat(first.at("/usage/completion_tokens_details/reasoning_tokens").intValue())
        .isEqualTo(2);

    JsonNode second =
        json(
            chat(
                "{'role':'user','content':[{'type':'text','text':'my order'}]},"
                    + "{'role':'tool','content':'found'}",
                ""));
    assertThat(second.at("/choices/0/message/content").stringValue())
        .isEqualTo("It is on its way.");
    assertThat(second.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
  }

  @Test
  void sendsArgumentsThatAreNoJsonAsTheyAreScripted() throws Exception {
    JsonNode answer = json(chat("{'role':'user','content':'broken'}", ""));
    assertThat(answer.at("/choices/0/message/tool_calls/0/function/arguments").stringValue())
        .isEqualTo("{oops");
  }

  @Test
  void sendsTheScriptedFinishReason() throws Exception {
    JsonNode answer =
        json(chat("{'role':'system','content':'a lawyer'},{'role':'user','content':'x'}", ""));
    assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
  }

  @Test
  void sendsTheScriptedErrorAndRefusesWhatIsNotScripted() throws Exception {
    HttpResponse<String> limited = chat("{'role':'user','content':'overload'}", "");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(json(limited).at("/error/message").stringValue()).isEqualTo("slow down");

    HttpResponse<String> unknown = chat("{'role':'user','content':'weather'}", "");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("no scripted turn").contains("weather");

    assertThat(post("/chat/completions", "{").statusCode()).isEqualTo(400);
    assertThat(post("/nothing", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void streamsTheSameAnswerInChunksWithUsageWhenAsked() throws Exception {
    HttpResponse<String> response =
        chat(
            "{'role':'user','content':'order'},{'role':'tool','content':'found'}",
            ",'stream':true,'stream_options':{'include_usage':true}");
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    List<JsonNode> chunks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    assertThat(response.body()).endsWith("\n\n");
    String[] events = response.body().strip().split("\n\n", -1);
    assertThat(events[events.length - 1]).isEqualTo("data: [DONE]");
    for (int i = 0; i < events.length - 1; i++) {
      JsonNode chunk = new JsonMapper().readTree(events[i].substring("data: ".length()));
      chunks.add(chunk);
      text.append(chunk.at("/choices/0/delta/content").asString(""));
    }
    assertThat(text).hasToString("It is on its way.");
    assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").stringValue())
        .isEqualTo("stop");
    assertThat(chunks.get(chunks.size() - 1).at("/usage/total_tokens").intValue()).isPositive();
  }

  @Test
  void answersTheSameBytesToTheSameRequest() throws Exception {
    String message = "{'role':'user','content':'my order'}";
    assertThat(chat(message, "").body()).isEqualTo(chat(message, "").body());
  }

  @Test
  void embedsTextsThatShareWordsCloseToEachOther() throws Exception {
    JsonNode answer =
        json(
            post(
                "/embeddings",
                "{'model':'m','input':['refunds within 30 days','refunded after days','baggage"
                    + " weight limit']}"));
    double near = cosine(answer.at("/data/0/embedding"), answer.at("/data/1/embedding"));
    double far = cosine(answer.at("/data/0/embedding"), answer.at("/data/2/embedding"));
    assertThat(near).isGreaterThan(far + 0.3);
    assertThat(answer.at("/usage/prompt_tokens").intValue()).isPositive();
  }

  @Test
  void namesWhatIsWrongInAScenario() {
    assertThatThrownBy(() -> Scenario.parse("{\"turns\": [{\"if\": {}}]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("if");
  }

  private static double cosine(JsonNode a, JsonNode b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i).doubleValue() * b.get(i).doubleValue();
    }
    return sum;
  }

  private HttpResponse<String> chat(String messages, String more) throws Exception {
    return post(
        "/chat/completions", "{'model':'gpt-4o-mini','messages':[" + messages + "]" + more + "}");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(stub.baseUrl() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body());
  }
}
