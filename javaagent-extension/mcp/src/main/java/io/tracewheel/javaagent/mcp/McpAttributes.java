// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/** Attribute keys of the MCP conventions beside those of GenAI. */
final class McpAttributes {

  static final AttributeKey<String> METHOD_NAME = stringKey("mcp.method.name");
  static final AttributeKey<String> PROTOCOL_VERSION = stringKey("mcp.protocol.version");
  static final AttributeKey<String> SESSION_ID = stringKey("mcp.session.id");
  static final AttributeKey<String> RESOURCE_URI = stringKey("mcp.resource.uri");
  static final AttributeKey<String> REQUEST_ID = stringKey("jsonrpc.request.id");
  static final AttributeKey<String> STATUS_CODE = stringKey("rpc.response.status_code");
  static final AttributeKey<String> PROMPT_NAME = stringKey("gen_ai.prompt.name");
  static final AttributeKey<String> NETWORK_TRANSPORT = stringKey("network.transport");
  static final AttributeKey<String> NETWORK_PROTOCOL_NAME = stringKey("network.protocol.name");
  static final AttributeKey<String> TOOL_ARGUMENTS = stringKey("gen_ai.tool.call.arguments");
  static final AttributeKey<String> TOOL_RESULT = stringKey("gen_ai.tool.call.result");

  private McpAttributes() {}
}
