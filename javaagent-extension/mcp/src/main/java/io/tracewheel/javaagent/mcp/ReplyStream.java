// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpTelemetry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stands before the transport of one streamable answer and sees the response to the request among
 * what is sent. A proxy, because the interface's methods are not the same in all releases.
 */
public final class ReplyStream implements InvocationHandler {

  private final McpStreamableServerTransport transport;
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile McpSchema.@Nullable JSONRPCRequest message;
  private volatile @Nullable Object response;

  private ReplyStream(McpStreamableServerTransport transport) {
    this.transport = transport;
  }

  /** The transport with a watch before it; the same one if it has a watch already. */
  public static McpStreamableServerTransport watched(McpStreamableServerTransport transport) {
    if (of(transport) != null) {
      return transport;
    }
    return (McpStreamableServerTransport)
        Proxy.newProxyInstance(
            McpStreamableServerTransport.class.getClassLoader(),
            new Class<?>[] {McpStreamableServerTransport.class},
            new ReplyStream(transport));
  }

  private static @Nullable ReplyStream of(@Nullable Object transport) {
    return transport != null
            && Proxy.isProxyClass(transport.getClass())
            && Proxy.getInvocationHandler(transport) instanceof ReplyStream watch
        ? watch
        : null;
  }

  /** What a session does to answer a request, with a span around it. */
  public static Mono<Void> answering(
      Mono<Void> answering,
      @Nullable Object session,
      @Nullable Object transport,
      McpSchema.JSONRPCRequest message) {
    ReplyStream watch = of(transport);
    if (watch == null || session == null || !watch.taken.compareAndSet(false, true)) {
      return answering; // one method of the session calls the other
    }
    watch.message = message;
    return new TracedMono<>(
        answering,
        () -> ReceivedRequest.start(McpTelemetry.get(), session, message),
        (call, nothing) -> ReceivedRequest.end(call, session, message, watch.response));
  }

  /** As {@link #answering}, for a stream that was opened with a watched transport. */
  public static Mono<Void> answeringOf(
      Object stream, McpSchema.JSONRPCRequest message, Mono<Void> answering) {
    return answering(
        answering,
        OptionalGetter.field(stream, "this$0"),
        OptionalGetter.field(stream, "connection"),
        message);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("equals") && arguments != null && arguments.length == 1) {
      return proxy == arguments[0];
    }
    McpSchema.JSONRPCRequest expected = message;
    if (expected != null
        && arguments != null
        && arguments.length > 0
        && arguments[0] instanceof McpSchema.JSONRPCResponse sent
        && expected.id().equals(sent.id())) {
      response = sent;
    }
    try {
      return method.invoke(transport, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }
}
