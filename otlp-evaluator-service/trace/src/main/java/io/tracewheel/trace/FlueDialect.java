// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import io.tracewheel.otlp.AttributeKeys;
import org.jspecify.annotations.Nullable;

/** Flue. */
final class FlueDialect {
  private static final AttributeKeys TOOL = AttributeKeys.withPrefix("flue.tool.");
  private static final AttributeKeys TASK = AttributeKeys.withPrefix("flue.task.");
  private static final AttributeKeys WORKFLOW =
      AttributeKeys.withPrefix("flue.workflow.", "flue.operation.");

  static final Dialect TABLE =
      Dialect.named("flue")
          .scopes("@flue/opentelemetry")
          .keys("flue.*")
          .kindOtherwise(FlueDialect::kind)
          .then(INPUT_MESSAGES, "flue.turn.input", "flue.task.prompt", "flue.workflow.payload")
          .then(
              OUTPUT_MESSAGES,
              "flue.turn.output",
              "flue.task.result",
              "flue.operation.result",
              "flue.workflow.result")
          .then(TOOL_NAME, "flue.tool.name")
          .then(TOOL_CALL_ID, "flue.tool.call_id")
          .then(TOOL_ARGUMENTS, "flue.tool.arguments")
          .then(TOOL_RESULT, "flue.tool.result")
          .then(AGENT_NAME, "flue.task.agent")
          .build();

  private FlueDialect() {}

  private static @Nullable String kind(Look look) {
    if (look.attributes().containsAny(TOOL)) {
      return "execute_tool";
    }
    if (look.attributes().containsAny(TASK)) {
      return "invoke_agent";
    }
    return look.attributes().containsAny(WORKFLOW) ? "invoke_workflow" : null;
  }
}
