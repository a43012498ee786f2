// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bedrock's agents and knowledge bases in {@link StubModelServer}: the ending of the agent's or
 * knowledge base's id says how to answer, and of the session's where there is no agent.
 */
final class BedrockAgentStub implements HttpHandler {

  static final List<String> PATHS = List.of("/agents/", "/knowledgebases/", "/retrieveAndGenerate");

  private static final Pattern IN_PATH = Pattern.compile("/(?:agents|knowledgebases)/([^/]+)");
  private static final Pattern IN_BODY = Pattern.compile("\"knowledgeBaseId\":\"([^\"]+)");

  private static final String DOCUMENT =
      """
      {"content":{"text":"It is always sunny."},"location":{"type":"S3",\
      "s3Location":{"uri":"s3://weather/paris.txt"}},"metadata":{"year":2026}\
      """;

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    Matcher matcher = IN_PATH.matcher(path);
    boolean inBody = !matcher.find();
    if (inBody) {
      matcher = IN_BODY.matcher(body);
    }
    String id = inBody && !matcher.find() ? "none" : matcher.group(1);
    exchange.getResponseHeaders().set("x-amzn-RequestId", "req-" + id);
    if (id.endsWith("403")) {
      error(exchange, 403, "AccessDeniedException", "Not yours");
    } else if (id.endsWith("429")) {
      error(exchange, 429, "ThrottlingException", "Too many requests");
    } else if (id.endsWith("not-json")) {
      send(exchange, 200, "<html>busy</html>");
    } else if (path.startsWith("/agents/")) {
      stream(exchange, id);
    } else if (inBody) {
      send(
          exchange,
          200,
          "{\"sessionId\":\"s-%s\",\"output\":{\"text\":\"Sunny.\"},\"citations\":[{\"retrievedReferences\":[%s}]}]}"
              .formatted(id, DOCUMENT));
    } else {
      send(exchange, 200, "{\"retrievalResults\":[%s,\"score\":0.75}]}".formatted(DOCUMENT));
    }
  }

  private static List<byte[]> events(String id) {
    List<byte[]> events = new ArrayList<>();
    if (id.endsWith("traced")) {
      for (int step = 0; step < 2; step++) {
        events.add(
            EventStream.event(
                "trace",
                """
                {"agentId":"%s","agentVersion":"3","sessionId":"s-1","trace":{"orchestrationTrace":\
                {"modelInvocationOutput":{"traceId":"t","metadata":{"usage":{"inputTokens":20,\
                "outputTokens":5}}}}}}\
                """
                    .formatted(id)));
      }
    }
    if (id.endsWith("control")) {
      events.add(
          EventStream.event(
              "returnControl",
              """
              {"invocationId":"call_1","invocationInputs":[{"functionInvocationInput":\
              {"actionGroup":"weather","function":"get_weather","parameters":[{"name":"city",\
              "type":"string","value":"Paris"}]}}]}\
              """));
      return events;
    }
    for (String piece : List.of("Sun", "ny", ".", "")) {
      String bytes = Base64.getEncoder().encodeToString(piece.getBytes(StandardCharsets.UTF_8));
      events.add(EventStream.event("chunk", "{\"bytes\":\"" + bytes + "\"}"));
    }
    return events;
  }

  private static void stream(HttpExchange exchange, String id) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
    exchange.getResponseHeaders().set("x-amzn-bedrock-agent-content-type", "application/json");
    exchange.getResponseHeaders().set("x-amz-bedrock-agent-session-id", "s-1");
    boolean breaks = id.endsWith("broken");
    exchange.sendResponseHeaders(200, breaks ? 1_000_000 : 0); // a promise that is not kept
    OutputStream out = exchange.getResponseBody();
    int sent = 0;
    for (byte[] event : events(id)) {
      if (breaks && sent == 2) {
        break;
      }
      if (sent == 2 && id.endsWith("error")) {
        out.write(EventStream.exception("throttlingException", "{\"message\":\"Slow down\"}"));
        break;
      }
      out.write(event);
      out.flush();
      sent++;
    }
    exchange.close();
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    send(exchange, status, "{\"message\":\"" + message + "\"}");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
