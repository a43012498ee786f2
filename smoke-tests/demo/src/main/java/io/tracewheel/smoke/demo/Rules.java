// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.util.Map;

/** What each evaluator asks, in a few words for the reader of the demo. */
final class Rules {
  private static final Map<String, String> RULES =
      Map.of(
          "tool_call_arguments_valid", "arguments fit the tool's declared JSON schema",
          "tool_declared", "the model calls only tools it was offered",
          "tool_success", "the tool ran without an error",
          "tool_call_not_repeated", "no call is repeated whose answer is known",
          "answer_complete", "the answer is neither cut off nor filtered",
          "answer_not_empty", "the answer says something",
          "answer_json_valid", "where JSON was asked for, the answer is JSON");

  private Rules() {}

  /** The rule, or an empty text for an evaluator that the demo does not know. */
  static String of(String evaluator) {
    return RULES.getOrDefault(evaluator, "");
  }
}
