// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;

/** A compiled CEL expression that says yes or no. Safe for use by many threads. */
final class Filter {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(10_000)
          .maxParseRecursionDepth(50)
          .comprehensionMaxIterations(10_000)
          .build();

  private final CelRuntime.Program program;

  private Filter(CelRuntime.Program program) {
    this.program = program;
  }

  /**
   * Compiles an expression.
   *
   * @param facts names and types of what it may ask about
   * @throws IllegalArgumentException if it is wrong; the message is a clause with line, column and
   *     fault
   */
  static Filter compile(String expression, Map<String, CelType> facts) {
    CelCompilerBuilder compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    facts.forEach(compiler::addVar);
    CelValidationResult result = compiler.build().compile(expression);
    if (result.hasError()) {
      CelIssue first = result.getErrors().get(0);
      throw new IllegalArgumentException(
          "line "
              + first.getSourceLocation().getLine()
              + ", column "
              + (first.getSourceLocation().getColumn() + 1)
              + ": "
              + first
                  .getMessage()
                  .replace(" (in container '')", "")
                  .lines()
                  .findFirst()
                  .orElse(""));
    }
    try {
      return new Filter(
          CelRuntimeFactory.standardCelRuntimeBuilder()
              .setOptions(OPTIONS)
              .build()
              .createProgram(result.getAst()));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException("it cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Whether the facts are let through.
   *
   * @throws CelEvaluationException if they cannot be decided on, such as a division by zero
   */
  boolean lets(Map<String, Object> facts) throws CelEvaluationException {
    return Boolean.TRUE.equals(program.eval(facts));
  }
}
