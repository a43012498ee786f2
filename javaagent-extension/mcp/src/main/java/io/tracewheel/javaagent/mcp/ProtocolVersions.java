// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import org.jspecify.annotations.Nullable;

/** The version that the two sides of a session agreed upon, kept with the session. */
final class ProtocolVersions {

  static final String INITIALIZE = "initialize";

  private static final VirtualField<McpClientSession, String> OF_CLIENT =
      VirtualField.find(McpClientSession.class, String.class);
  private static final VirtualField<McpServerSession, String> OF_SERVER =
      VirtualField.find(McpServerSession.class, String.class);
  private static final VirtualField<McpStreamableServerSession, String> OF_STREAMABLE =
      VirtualField.find(McpStreamableServerSession.class, String.class);

  private ProtocolVersions() {}

  static @Nullable String of(@Nullable Object session) {
    if (session instanceof McpClientSession client) {
      return OF_CLIENT.get(client);
    }
    if (session instanceof McpServerSession server) {
      return OF_SERVER.get(server);
    }
    return session instanceof McpStreamableServerSession streamable
        ? OF_STREAMABLE.get(streamable)
        : null;
  }

  /**
   * Notes the version that the answer to {@code initialize} tells.
   *
   * @param result the SDK's {@code InitializeResult}
   */
  static void agreed(McpCall call, @Nullable Object session, @Nullable Object result) {
    String version = OptionalGetter.text(result, "protocolVersion");
    if (version == null) {
      return;
    }
    call.learn(McpAttributes.PROTOCOL_VERSION, version);
    if (session instanceof McpClientSession client) {
      OF_CLIENT.set(client, version);
    } else if (session instanceof McpServerSession server) {
      OF_SERVER.set(server, version);
    } else if (session instanceof McpStreamableServerSession streamable) {
      OF_STREAMABLE.set(streamable, version);
    }
  }
}
