// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.mcpconventions.McpAttributes;
import io.tracewheel.javaagent.mcpconventions.McpRequest;

/** What a session of whatever kind tells of its requests, in both directions. */
final class Sessions {

  private Sessions() {}

  /**
   * @param session of a client or a server, a stream of one, or the handler of a server without
   *     sessions
   */
  static void describe(McpRequest request, Object session) {
    Object owner =
        OptionalGetter.field(session, "this$0") instanceof McpStreamableServerSession streamable
            ? streamable
            : session;
    request.set(McpAttributes.PROTOCOL_VERSION, ProtocolVersions.of(owner));
    Object transport = OptionalGetter.field(owner, "transport");
    if (owner instanceof McpClientSession) {
      Transports.describeClient(request, transport);
    } else if (owner instanceof McpServerSession server) {
      Transports.describe(request, transport);
      request.set(McpAttributes.SESSION_ID, Transports.isStdio(transport) ? null : server.getId());
    } else {
      Transports.overHttp(request);
      if (owner instanceof McpStreamableServerSession streamable) {
        request.set(McpAttributes.SESSION_ID, streamable.getId());
      }
    }
  }

  /**
   * The context around a message that arrives. Messages of a pipe, and those to a client, come out
   * of a loop whose context is that of whoever happened to start it: that one says nothing.
   */
  static Context around(Object session) {
    boolean loop =
        session instanceof McpClientSession
            || Transports.isStdio(OptionalGetter.field(session, "transport"));
    return loop ? Context.root() : Context.current();
  }
}
