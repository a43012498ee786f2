// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

/** Where the text of a variable comes from. */
public enum Source {
  /** The last answer of the root agent. */
  FINAL_ANSWER,
  /** What the user said, all messages. */
  INPUT,
  /** The system prompt of the root agent's last model call. */
  INSTRUCTIONS,
  /** Everything that was said and done, step by step. */
  TRAJECTORY,
  /** The tool calls with arguments and results, in order. */
  TOOL_CALLS,
  /** The documents that were retrieved; where there was no retrieval, the results of tools. */
  CONTEXT,
  /** The answer that the reference expects. */
  REFERENCE,
  /** The tool calls that the reference expects. */
  REFERENCE_CALLS,
  /** The assertions of the rule, else of the reference, numbered. */
  ASSERTIONS;

  /** As rubrics write it. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
