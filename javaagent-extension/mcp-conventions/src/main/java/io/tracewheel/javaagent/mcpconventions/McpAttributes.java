// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/** Attribute keys of the MCP conventions beside those of GenAI. */
public final class McpAttributes {

  public static final AttributeKey<String> METHOD_NAME = stringKey("mcp.method.name");
  public static final AttributeKey<String> PROTOCOL_VERSION = stringKey("mcp.protocol.version");
  public static final AttributeKey<String> SESSION_ID = stringKey("mcp.session.id");
  public static final AttributeKey<String> RESOURCE_URI = stringKey("mcp.resource.uri");
  public static final AttributeKey<String> REQUEST_ID = stringKey("jsonrpc.request.id");
  public static final AttributeKey<String> STATUS_CODE = stringKey("rpc.response.status_code");
  public static final AttributeKey<String> PROMPT_NAME = stringKey("gen_ai.prompt.name");
  public static final AttributeKey<String> NETWORK_TRANSPORT = stringKey("network.transport");
  public static final AttributeKey<String> NETWORK_PROTOCOL_NAME =
      stringKey("network.protocol.name");
  public static final AttributeKey<String> TOOL_ARGUMENTS = stringKey("gen_ai.tool.call.arguments");
  public static final AttributeKey<String> TOOL_RESULT = stringKey("gen_ai.tool.call.result");

  private McpAttributes() {}
}
