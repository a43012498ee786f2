// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import io.tracewheel.javaagent.mcpconventions.McpTelemetry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Requests that a session received. */
public final class ReceivedRequest {

  private ReceivedRequest() {}

  /**
   * The response of a session's private handler, with a span around it.
   *
   * @param session of a server or a client, or the handler of a server without sessions
   */
  public static <T> Mono<T> response(
      Mono<T> response, Object session, McpSchema.JSONRPCRequest message) {
    return new TracedMono<>(
        response,
        () -> start(McpTelemetry.get(), session, message),
        (call, sent) -> end(call, session, message, sent));
  }

  static McpCall start(McpTelemetry telemetry, Object session, McpSchema.JSONRPCRequest message) {
    McpRequest request = new McpRequest(message.method(), message.params());
    request.set(McpAttributes.REQUEST_ID, String.valueOf(message.id()));
    Sessions.describe(request, session);
    return McpCall.receive(telemetry, Sessions.around(session), request);
  }

  static void end(
      McpCall call,
      @Nullable Object session,
      McpSchema.JSONRPCRequest message,
      @Nullable Object sent) {
    if (!(sent instanceof McpSchema.JSONRPCResponse response)) {
      call.end(null);
    } else if (!Failures.endWithError(call, response.error())) {
      if (message.method().equals(ProtocolVersions.INITIALIZE)) {
        ProtocolVersions.agreed(call, session, response.result());
      }
      call.end(response.result());
    }
  }

  /** A session that is about to be initialized, with a span around that. */
  public static McpStreamableServerSession.McpStreamableServerSessionInit starting(
      McpStreamableServerSession.McpStreamableServerSessionInit started,
      McpSchema.InitializeRequest initialize) {
    McpStreamableServerSession session = started.session();
    return new McpStreamableServerSession.McpStreamableServerSessionInit(
        session,
        new TracedMono<>(
            started.initResult(),
            () -> startInitialize(session, initialize),
            (call, result) -> {
              ProtocolVersions.agreed(call, session, result);
              call.end(result);
            }));
  }

  private static McpCall startInitialize(
      McpStreamableServerSession session, McpSchema.InitializeRequest initialize) {
    McpRequest request = new McpRequest(ProtocolVersions.INITIALIZE, initialize);
    Sessions.describe(request, session);
    return McpCall.receive(McpTelemetry.get(), Context.current(), request);
  }
}
