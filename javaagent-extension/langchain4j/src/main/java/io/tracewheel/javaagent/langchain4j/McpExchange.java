// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import io.tracewheel.javaagent.mcpconventions.McpTelemetry;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request that LangChain4j's MCP client hands to its transport, and the answer. */
public final class McpExchange {

  private final McpTelemetry telemetry;
  private final McpCall call;
  private final boolean tool;
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
  private McpExchange(McpTelemetry telemetry, McpCall call, boolean tool) {
    this.telemetry = telemetry;
    this.call = call;
    this.tool = tool;
    this.scope = call.context().makeCurrent();
  }

  /**
   * Starts a request on this thread and writes its context into the message; {@code null} for what
   * is no request, and where one method of a transport hands on to another.
   */
  public static @Nullable McpExchange start(Object transport, @Nullable Object argument) {
    Object message = McpMessages.message(argument);
    String method = McpMessages.method(message);
    if (message == null || method == null || McpCall.sentIn(Context.current()) != null) {
      return null;
    }
    McpRequest request = new McpRequest(method, McpMessages.params(message));
    describe(request, transport);
    McpTelemetry telemetry = McpTelemetry.get();
    McpCall call = McpCall.send(telemetry, Context.current(), request);
    call.requestId(method, id(message));
    if (!telemetry.genAi().propagator().fields().isEmpty()) {
      McpMessages.inject(call, message);
    }
    return new McpExchange(telemetry, call, method.equals(McpRequest.CALL_TOOL));
  }

  private static @Nullable Object id(Object message) {
    return OptionalGetter.get(message, "getId");
  }

  private static void describe(McpRequest request, Object transport) {
    String name = transport.getClass().getSimpleName();
    if (name.contains("Stdio")) {
      request.set(McpAttributes.NETWORK_TRANSPORT, "pipe");
      return;
    }
    if (!name.contains("Http") && !name.contains("WebSocket")) {
      return; // of the application's own making
    }
    request.set(McpAttributes.NETWORK_TRANSPORT, "tcp");
    request.set(McpAttributes.NETWORK_PROTOCOL_NAME, name.contains("Http") ? "http" : "websocket");
    Object url = OptionalGetter.field(transport, "url");
    server(request, url == null ? OptionalGetter.field(transport, "sseUrl") : url);
    if (OptionalGetter.field(transport, "mcpSessionId") instanceof AtomicReference<?> session
        && session.get() instanceof String id) {
      request.set(McpAttributes.SESSION_ID, id);
    }
  }

  private static void server(McpRequest request, @Nullable Object url) {
    try {
      URI uri = URI.create(String.valueOf(url));
      if (uri.getHost() != null) {
        boolean secure = "https".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
        request.set(GenAiAttributes.SERVER_ADDRESS, uri.getHost());
        request.set(
            GenAiAttributes.SERVER_PORT,
            uri.getPort() > 0 ? (long) uri.getPort() : secure ? 443L : 80L);
      }
    } catch (IllegalArgumentException notOne) {
      // the transport itself will say so
    }
  }

  /** The transport returned or threw, on the thread where it was called. */
  public void returned(@Nullable CompletableFuture<?> answer, @Nullable Throwable error) {
    scope.close();
    if (error != null) {
      call.failed(error);
    } else if (answer == null) {
      call.end(null);
    } else {
      answer.whenComplete(this::answered);
    }
  }

  private void answered(@Nullable Object answer, @Nullable Throwable error) {
    try {
      if (error != null) {
        failed(error);
      } else {
        end(answer);
      }
    } catch (RuntimeException | LinkageError unreadable) {
      call.end(null);
    }
  }

  private void failed(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof CancellationException) {
      call.cancelled();
    } else {
      call.failed(cause);
    }
  }

  private void end(@Nullable Object answer) {
    if (!(answer instanceof JsonNode json)) {
      call.end(null);
      return;
    }
    JsonNode error = json.path("error");
    if (error.isObject()) {
      call.failed(error.path("code").asInt(), error.path("message").asText(null));
      return;
    }
    JsonNode result = json.path("result");
    String version = result.path("protocolVersion").asText(null);
    call.learn(McpAttributes.PROTOCOL_VERSION, version);
    if (!tool) {
      call.end(null);
    } else if (telemetry.genAi().capturesContent()
        && Json.parseOrText(result.toString()) instanceof Map<?, ?> tree) {
      call.end(tree);
    } else {
      call.end(Map.of("isError", result.path("isError").asBoolean()));
    }
  }
}
