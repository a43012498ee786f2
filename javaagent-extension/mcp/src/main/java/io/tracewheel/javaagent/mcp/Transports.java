// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the transport below a session tells of the network. */
final class Transports {

  private Transports() {}

  /** Standard input and output: no HTTP request is around a message and no session has an id. */
  static boolean isStdio(@Nullable Object transport) {
    return transport != null && transport.getClass().getName().contains("Stdio");
  }

  private static boolean isHttp(@Nullable Object transport) {
    if (transport == null) {
      return false;
    }
    String name = transport.getClass().getName();
    return name.contains("Http")
        || name.contains("WebFlux")
        || name.contains("WebMvc")
        || name.contains("WebClient")
        || name.contains("Servlet")
        || name.contains("Sse");
  }

  static void describe(McpRequest request, @Nullable Object transport) {
    if (isStdio(transport)) {
      request.set(McpAttributes.NETWORK_TRANSPORT, "pipe");
    } else if (isHttp(transport)) {
      overHttp(request);
    }
  }

  static void overHttp(McpRequest request) {
    request.set(McpAttributes.NETWORK_TRANSPORT, "tcp");
    request.set(McpAttributes.NETWORK_PROTOCOL_NAME, "http");
  }

  /** As {@link #describe}, with what the SDK's HTTP clients keep for themselves. */
  static void describeClient(McpRequest request, @Nullable Object transport) {
    describe(request, transport);
    if (!isHttp(transport)) {
      return;
    }
    if (OptionalGetter.field(transport, "baseUri") instanceof URI uri && uri.getHost() != null) {
      request.set(GenAiAttributes.SERVER_ADDRESS, uri.getHost());
      request.set(GenAiAttributes.SERVER_PORT, port(uri));
    }
    if (OptionalGetter.field(transport, "activeSession") instanceof AtomicReference<?> active
        && OptionalGetter.get(active.get(), "sessionId") instanceof Optional<?> id
        && id.orElse(null) instanceof String text) {
      request.set(McpAttributes.SESSION_ID, text);
    }
  }

  private static @Nullable Long port(URI uri) {
    if (uri.getPort() > 0) {
      return (long) uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? Long.valueOf(443) : Long.valueOf(80);
  }
}
