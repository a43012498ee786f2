// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.util.List;

/** The evaluators that need no configuration. */
public final class BuiltInEvaluators {
  private BuiltInEvaluators() {}

  /** New evaluators for one thread, in the order in which they run. */
  public static List<SpanEvaluator> create() {
    return List.of(
        new AnswerComplete(),
        new AnswerNotEmpty(),
        new AnswerJsonValid(),
        new ToolDeclared(),
        new ToolCallArgumentsValid(),
        new ToolCallNotRepeated(),
        new ToolSuccess());
  }

  /** Their names. */
  public static List<String> names() {
    return create().stream().map(SpanEvaluator::name).toList();
  }
}
