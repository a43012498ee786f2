// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;

/**
 * The values of {@code gen_ai.operation.name} that the agent emits, with kind and name pattern of
 * their spans.
 */
public enum Operation {
  CHAT("chat", OpenCall.INFERENCE, SpanKind.CLIENT, GenAiAttributes.REQUEST_MODEL),
  GENERATE_CONTENT(
      "generate_content", OpenCall.INFERENCE, SpanKind.CLIENT, GenAiAttributes.REQUEST_MODEL),
  TEXT_COMPLETION(
      "text_completion", OpenCall.INFERENCE, SpanKind.CLIENT, GenAiAttributes.REQUEST_MODEL),
  EMBEDDINGS("embeddings", OpenCall.EMBEDDINGS, SpanKind.CLIENT, GenAiAttributes.REQUEST_MODEL),
  RETRIEVAL("retrieval", OpenCall.RETRIEVAL, SpanKind.CLIENT, GenAiAttributes.DATA_SOURCE_ID),
  INVOKE_AGENT("invoke_agent", OpenCall.AGENT, SpanKind.INTERNAL, GenAiAttributes.AGENT_NAME),
  /** An agent that a service runs; told apart by the kind of the span only. */
  INVOKE_REMOTE_AGENT("invoke_agent", OpenCall.AGENT, SpanKind.CLIENT, GenAiAttributes.AGENT_NAME),
  INVOKE_WORKFLOW(
      "invoke_workflow", OpenCall.WORKFLOW, SpanKind.INTERNAL, GenAiAttributes.WORKFLOW_NAME),
  EXECUTE_TOOL("execute_tool", OpenCall.TOOL, SpanKind.INTERNAL, GenAiAttributes.TOOL_NAME);

  final String value;
  final String family;
  final SpanKind kind;

  /** The attribute whose value follows the operation in the span's name. */
  final AttributeKey<String> subject;

  Operation(String value, String family, SpanKind kind, AttributeKey<String> subject) {
    this.value = value;
    this.family = family;
    this.kind = kind;
    this.subject = subject;
  }
}
