// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import io.tracewheel.javaagent.mcpconventions.McpTelemetry;
import io.tracewheel.javaagent.mcpconventions.Params;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A request that a session was asked to send. Nothing happens before the answer is subscribed to;
 * then the span starts and its context goes into {@code _meta}.
 */
public final class SentRequest {

  private final Object session;
  private final String method;
  private final Params.@Nullable Open open;
  private final @Nullable Object given;

  private SentRequest(
      Object session, String method, Params.@Nullable Open open, @Nullable Object given) {
    this.session = session;
    this.method = method;
    this.open = open;
    this.given = given;
  }

  /** Prepares a request; the application's own parameters stay as they are. */
  public static SentRequest prepare(Object session, String method, @Nullable Object params) {
    boolean travels = !McpTelemetry.get().genAi().propagator().fields().isEmpty();
    return new SentRequest(session, method, travels ? Params.open(params) : null, params);
  }

  /** The parameters to send. */
  public @Nullable Object params() {
    return open == null ? given : open.params();
  }

  /** The answer, with a span around it. */
  public <T> Mono<T> answer(Mono<T> answer) {
    return new TracedMono<>(answer, () -> start(McpTelemetry.get()), this::end);
  }

  private McpCall start(McpTelemetry telemetry) {
    McpRequest request = new McpRequest(method, given);
    Sessions.describe(request, session);
    McpCall call = McpCall.send(telemetry, Context.current(), request);
    if (open != null) {
      Map<String, Object> meta = open.meta();
      call.inject(meta);
    }
    return call;
  }

  private void end(McpCall call, @Nullable Object result) {
    if (method.equals(ProtocolVersions.INITIALIZE)) {
      ProtocolVersions.agreed(call, session, result);
    }
    call.end(result);
  }

  /** Tells the id of a message that is about to be sent. */
  public static void numbered(@Nullable String method, @Nullable Object id) {
    McpCall sent = McpCall.sentIn(Context.current());
    if (sent != null && method != null) {
      sent.requestId(method, id);
    }
  }
}
