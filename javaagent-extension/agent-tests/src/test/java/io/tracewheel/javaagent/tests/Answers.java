// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.util.ArrayList;
import java.util.List;

/** Bodies as OpenAI sends them, with every field that the tests look for. */
final class Answers {

  private static final String USAGE =
      """
      {"prompt_tokens":25,"completion_tokens":12,"total_tokens":37,\
      "prompt_tokens_details":{"cached_tokens":8,"audio_tokens":0},\
      "completion_tokens_details":{"reasoning_tokens":4,"audio_tokens":0,\
      "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}\
      """;

  private Answers() {}

  static String chat(String model) {
    if (model.endsWith("bare")) {
      return "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}";
    }
    if (model.endsWith("tools")) {
      return toolCall(model, "get_weather");
    }
    return completion(
        model,
        """
        {"index":0,"finish_reason":"stop","logprobs":null,"message":{"role":"assistant",\
        "content":"Sunny.","refusal":null}}\
        """);
  }

  static String toolCall(String model, String tool) {
    return completion(
        model,
        """
        {"index":0,"finish_reason":"tool_calls","logprobs":null,"message":{"role":"assistant",\
        "content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function",\
        "function":{"name":"%s","arguments":"{\\"city\\":\\"Paris\\"}"}}]}}\
        """
            .formatted(tool));
  }

  private static String completion(String model, String choice) {
    return """
    {"id":"chatcmpl-%s","object":"chat.completion","created":1700000000,\
    "model":"%s-2026-01-01","system_fingerprint":"fp_1","service_tier":"default",\
    "choices":[%s],"usage":%s}\
    """
        .formatted(model, model, choice, USAGE);
  }

  static List<String> toolChunks(String model, String tool) {
    return List.of(
        chunk(
            model,
            "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                + tool
                + "\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]}",
            "null"),
        chunk(model, "{}", "\"tool_calls\""),
        "data: [DONE]");
  }

  static List<String> chunks(String model) {
    List<String> events = new ArrayList<>();
    events.add(chunk(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    events.add(chunk(model, "{\"content\":\"Sun\"}", "null"));
    if (model.endsWith("error")) {
      events.add(
          "data:"
              + " {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":\"overloaded\",\"param\":null}}");
      return events;
    }
    for (int i = 0; model.endsWith("long-usage") && i < 8000; i++) {
      events.add(chunk(model, "{\"content\":\" and on\"}", "null"));
    }
    events.add(chunk(model, "{\"content\":\"ny.\"}", "null"));
    events.add(chunk(model, "{}", "\"stop\""));
    if (model.endsWith("usage")) {
      events.add("data: " + head(model) + ",\"choices\":[],\"usage\":" + USAGE + "}");
    }
    events.add("data: [DONE]");
    return events;
  }

  /** The same chunks as Azure sends them: with a member for the usage, which early clients need. */
  static List<String> withUsageMember(List<String> chunks) {
    return chunks.stream()
        .map(
            chunk ->
                chunk.contains("\"usage\"")
                    ? chunk
                    : chunk.replace(",\"choices\":", ",\"usage\":null,\"choices\":"))
        .toList();
  }

  private static String chunk(String model, String delta, String finish) {
    return "data: "
        + head(model)
        + ",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]}";
  }

  private static String head(String model) {
    return "{\"id\":\"chatcmpl-"
        + model
        + "\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\""
        + model
        + "-2026-01-01\",\"system_fingerprint\":\"fp_1\"";
  }

  static String response(String model) {
    return response(model, "completed");
  }

  private static String response(String model, String status) {
    String output =
        status.equals("completed")
            ? """
            {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":\
            [{"type":"output_text","text":"Hello.","annotations":[]}]}\
            """
            : "";
    String usage =
        status.equals("completed")
            ? """
            {"input_tokens":11,"input_tokens_details":{"cached_tokens":3},"output_tokens":6,\
            "output_tokens_details":{"reasoning_tokens":2},"total_tokens":17}\
            """
            : "null";
    return """
    {"id":"resp_%s","object":"response","created_at":1700000000,"status":"%s","error":null,\
    "incomplete_details":null,"instructions":null,"max_output_tokens":null,\
    "model":"%s-2026-01-01","output":[%s],"parallel_tool_calls":true,\
    "previous_response_id":null,"reasoning":{"effort":null,"summary":null},"store":true,\
    "temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],\
    "top_p":1.0,"truncation":"disabled","usage":%s,"user":null,"metadata":{}}\
    """
        .formatted(model, status, model, output, usage);
  }

  static List<String> responseEvents(String model) {
    return List.of(
        "event: response.created\n"
            + "data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
            + response(model, "in_progress")
            + "}",
        "event: response.output_text.delta\n"
            + "data:"
            + " {\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hello.\",\"logprobs\":[]}",
        "event: response.completed\n"
            + "data: {\"type\":\"response.completed\",\"sequence_number\":2,\"response\":"
            + response(model)
            + "}");
  }

  static String embeddings(String model) {
    return """
    {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-0.5,0.125]}],\
    "model":"%s-2026-01-01","usage":{"prompt_tokens":5,"total_tokens":5}}\
    """
        .formatted(model);
  }
}
