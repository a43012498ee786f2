// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

/** Laminar. */
final class LaminarDialect {
  static final Dialect TABLE =
      Dialect.named("laminar")
          .keys("lmnr.span.*")
          .kind(
              "lmnr.span.type",
              "llm",
              "chat",
              "tool",
              "execute_tool",
              "evaluation",
              "evaluator",
              "default",
              "")
          .then(INPUT_MESSAGES, "lmnr.span.input")
          .then(OUTPUT_MESSAGES, "lmnr.span.output")
          .then(TOOL_NAME, Source.SPAN_NAME)
          .then(TOOL_ARGUMENTS, "lmnr.span.input")
          .then(TOOL_RESULT, "lmnr.span.output")
          .build();

  private LaminarDialect() {}
}
