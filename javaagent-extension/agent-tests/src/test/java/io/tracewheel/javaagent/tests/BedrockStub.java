// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bedrock's part of {@link StubModelServer}: the ending of the model's id says how to answer. */
final class BedrockStub implements HttpHandler {

  private static final Pattern PATH =
      Pattern.compile("/model/(?:.*/)?([^/]+)/(converse|invoke)(-stream|-with-response-stream)?");

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    String model = path.matches() ? path.group(1) : "none";
    boolean converse = !model.equals("none") && path.group(2).equals("converse");
    boolean streamed = !model.equals("none") && path.group(3) != null;
    exchange.getResponseHeaders().set("x-amzn-RequestId", "req-" + model);
    if (model.endsWith("403")) {
      error(exchange, 403, "AccessDeniedException", "No access to the model");
    } else if (model.endsWith("429")) {
      error(exchange, 429, "ThrottlingException", "Too many requests");
    } else if (model.endsWith("500")) {
      send(exchange, 500, "{\"oops\":\"boom\"}");
    } else if (model.endsWith("not-json")) {
      send(exchange, 200, "<html>busy</html>");
    } else if (streamed) {
      stream(
          exchange,
          model,
          converse ? BedrockAnswers.converseEvents(model) : BedrockAnswers.invokeEvents(model));
    } else if (converse) {
      String answer = BedrockAnswers.converse(model, body.contains("\"toolResult\""));
      if (model.endsWith("cut")) {
        cut(exchange, answer);
      } else {
        send(exchange, 200, answer);
      }
    } else {
      exchange.getResponseHeaders().set("X-Amzn-Bedrock-Input-Token-Count", "31");
      exchange.getResponseHeaders().set("X-Amzn-Bedrock-Output-Token-Count", "32");
      send(exchange, 200, BedrockAnswers.invoke(model));
    }
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

  /** Promises the whole body and sends half of it. */
  private static void cut(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static void stream(HttpExchange exchange, String model, List<byte[]> events)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
    boolean breaks = model.endsWith("broken");
    exchange.sendResponseHeaders(200, breaks ? 1_000_000 : 0); // a promise that is not kept
    OutputStream out = exchange.getResponseBody();
    int sent = 0;
    for (byte[] event : events) {
      if (breaks && sent == 3) {
        break;
      }
      if (sent == 3 && model.endsWith("error")) {
        out.write(
            EventStream.exception(
                "modelStreamErrorException", "{\"message\":\"The model broke down\"}"));
        break;
      }
      out.write(event);
      out.flush();
      sent++;
    }
    exchange.close();
  }
}
