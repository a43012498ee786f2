// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.opentelemetry.api.common.AttributeKey;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.Operation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a declared method is. */
enum Kind {
  TOOL(Operation.EXECUTE_TOOL, GenAiAttributes.TOOL_NAME),
  AGENT(Operation.INVOKE_AGENT, GenAiAttributes.AGENT_NAME),
  WORKFLOW(Operation.INVOKE_WORKFLOW, GenAiAttributes.WORKFLOW_NAME),
  RETRIEVAL(Operation.RETRIEVAL, GenAiAttributes.DATA_SOURCE_ID);

  final Operation operation;

  /** The attribute that carries the name. */
  final AttributeKey<String> name;

  Kind(Operation operation, AttributeKey<String> name) {
    this.operation = operation;
    this.name = name;
  }

  /** The kind of a name in whatever case, or {@code null} if there is none. */
  static @Nullable Kind of(String name) {
    for (Kind kind : values()) {
      if (kind.name().equals(name.trim().toUpperCase(Locale.ROOT))) {
        return kind;
      }
    }
    return null;
  }
}
