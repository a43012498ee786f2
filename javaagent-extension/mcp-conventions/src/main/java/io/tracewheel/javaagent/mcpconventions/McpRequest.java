// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import io.opentelemetry.api.common.AttributeKey;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a request when it starts: the attributes of its span, and its name. */
public final class McpRequest {

  public static final String CALL_TOOL = "tools/call";
  private static final String GET_PROMPT = "prompts/get";

  final String method;
  final @Nullable Object params;
  final Map<AttributeKey<?>, Object> facts = new LinkedHashMap<>();

  public McpRequest(String method, @Nullable Object params) {
    this.method = method;
    this.params = params;
    set(McpAttributes.METHOD_NAME, method);
    if (method.equals(CALL_TOOL)) {
      set(GenAiAttributes.OPERATION_NAME, "execute_tool");
      set(GenAiAttributes.TOOL_NAME, Params.text(params, "name"));
    } else if (method.equals(GET_PROMPT)) {
      set(McpAttributes.PROMPT_NAME, Params.text(params, "name"));
    } else if (method.startsWith("resources/")) {
      set(McpAttributes.RESOURCE_URI, Params.text(params, "uri"));
    }
  }

  /** Sets an attribute; {@code null} or an empty text leaves it unset. */
  public <T> McpRequest set(AttributeKey<T> key, @Nullable T value) {
    if (value != null && !value.equals("")) {
      facts.put(key, value);
    }
    return this;
  }

  public @Nullable String toolName() {
    return facts.get(GenAiAttributes.TOOL_NAME) instanceof String name ? name : null;
  }

  /** Resource URIs stay out of it: there are too many. */
  public String spanName() {
    Object target = facts.get(GenAiAttributes.TOOL_NAME);
    if (target == null) {
      target = facts.get(McpAttributes.PROMPT_NAME);
    }
    return target == null ? method : method + " " + target;
  }
}
