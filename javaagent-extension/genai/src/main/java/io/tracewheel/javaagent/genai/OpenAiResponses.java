// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests and responses of OpenAI's {@code /responses}. */
public final class OpenAiResponses {

  private OpenAiResponses() {}

  /**
   * @param json of the request body; what it lacks or has in another type is left out. Provider and
   *     server are the caller's to set
   */
  public static GenAiRequest request(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    OpenAiRequests.common(body, request);
    request.set(GenAiAttributes.OPENAI_API_TYPE, "responses");
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, Json.integer(body, "max_output_tokens"));
    request.set(
        GenAiAttributes.REQUEST_REASONING_LEVEL,
        Json.string(Json.object(body, "reasoning"), "effort"));
    request.set(
        GenAiAttributes.REQUEST_PREVIOUS_RESPONSE_ID, Json.string(body, "previous_response_id"));
    Object conversation = body.get("conversation");
    request.set(
        GenAiAttributes.CONVERSATION_ID,
        conversation instanceof String
            ? (String) conversation
            : Json.string(Json.object(conversation), "id"));
    request.set(
        GenAiAttributes.OUTPUT_TYPE,
        OpenAiRequests.outputType(
            Json.string(Json.object(Json.object(body, "text"), "format"), "type")));
    if (withContent) {
      String instructions = Json.string(body, "instructions");
      if (instructions != null) {
        request.content(Content.SYSTEM_INSTRUCTIONS, Messages.listOf(Messages.text(instructions)));
      }
      request.content(Content.INPUT_MESSAGES, input(body.get("input")));
      request.content(
          Content.TOOL_DEFINITIONS, OpenAiRequests.toolDefinitions(Json.list(body, "tools")));
    }
    return request;
  }

  /**
   * @param json of the response body
   */
  public static GenAiResponse response(@Nullable String json, boolean withContent) {
    return response(Json.parseObject(json), withContent);
  }

  static GenAiResponse response(Map<String, Object> body, boolean withContent) {
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    response.set(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, Json.string(body, "service_tier"));
    OpenAiUsage.read(Json.object(body, "usage"), response);
    List<Object> output = Json.list(body, "output");
    String reason = finishReason(body, output);
    if (reason != null) {
      response.finishReasons(Collections.singletonList(reason));
    }
    if ("failed".equals(Json.string(body, "status"))) {
      String code = Json.string(Json.object(body, "error"), "code");
      response.failed(code == null ? "_OTHER" : code);
    }
    if (withContent && !output.isEmpty()) {
      List<Object> parts = new ArrayList<>();
      for (Object item : output) {
        outputParts(Json.object(item), parts);
      }
      Map<String, Object> message = Messages.message("assistant", parts);
      Messages.put(
          message, "finish_reason", reason == null ? null : GenAiResponse.finishReason(reason));
      response.content(Content.OUTPUT_MESSAGES, Messages.listOf(message));
    }
    return response;
  }

  /** The API has a status in place of a reason; {@code null} while the response is in progress. */
  private static @Nullable String finishReason(Map<String, Object> body, List<Object> output) {
    String status = Json.string(body, "status");
    switch (status == null ? "" : status) {
      case "completed":
        for (Object item : output) {
          String type = Json.string(Json.object(item), "type");
          if ("function_call".equals(type) || "custom_tool_call".equals(type)) {
            return "tool_call";
          }
        }
        return "stop";
      case "incomplete":
        return Json.string(Json.object(body, "incomplete_details"), "reason") == null
            ? GenAiResponse.MISSING_REASON
            : Json.string(Json.object(body, "incomplete_details"), "reason");
      case "failed":
      case "cancelled":
        return GenAiResponse.MISSING_REASON;
      default:
        return null;
    }
  }

  private static List<Object> input(@Nullable Object input) {
    if (input instanceof String) {
      return Messages.listOf(Messages.message("user", (String) input));
    }
    List<Object> messages = new ArrayList<>();
    for (Object element : Json.list(input)) {
      Map<String, Object> item = Json.object(element);
      List<Object> parts = new ArrayList<>();
      String type = Json.string(item, "type");
      String role = Json.string(item, "role");
      if (type == null || "message".equals(type)) {
        OpenAiRequests.contentParts(item.get("content"), parts);
      } else if (type.endsWith("_call_output")) {
        role = "tool";
        Object output = item.get("output");
        parts.add(
            Messages.toolCallResponse(
                Json.string(item, "call_id"),
                output instanceof String ? Json.parseOrText((String) output) : output));
      } else {
        role = "assistant";
        outputParts(item, parts);
      }
      messages.add(Messages.message(role, parts));
    }
    return messages;
  }

  /** Adds the parts of one output item; all items of a response make one message. */
  private static void outputParts(Map<String, Object> item, List<Object> parts) {
    String type = Json.string(item, "type");
    switch (type == null ? "" : type) {
      case "message":
        OpenAiRequests.contentParts(item.get("content"), parts);
        break;
      case "function_call":
      case "custom_tool_call":
        String arguments = Json.string(item, "function_call".equals(type) ? "arguments" : "input");
        parts.add(
            Messages.toolCall(
                Json.string(item, "call_id"),
                Json.string(item, "name"),
                Json.parseOrText(arguments)));
        break;
      case "reasoning":
        for (Object summary : Json.list(item, "summary")) {
          String text = Json.string(Json.object(summary), "text");
          if (text != null) {
            parts.add(Messages.reasoning(text));
          }
        }
        break;
      default:
        parts.add(serverTool(item, type == null ? "unknown" : type));
    }
  }

  private static Map<String, Object> serverTool(Map<String, Object> item, String type) {
    if (!type.endsWith("_call")) {
      Map<String, Object> generic = new LinkedHashMap<>(item);
      generic.put("type", type);
      return generic;
    }
    Map<String, Object> part = Messages.part("server_tool_call", "id", Json.string(item, "id"));
    String name = Json.string(item, "name");
    part.put("name", name == null ? type.substring(0, type.length() - "_call".length()) : name);
    part.put("server_tool_call", item);
    return part;
  }
}
