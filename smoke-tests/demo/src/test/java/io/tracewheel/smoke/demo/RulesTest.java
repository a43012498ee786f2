// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.BuiltInEvaluators;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
  @ParameterizedTest
  @MethodSource("evaluators")
  void explainsEveryEvaluatorThatThereIs(String evaluator) {
    assertThat(Rules.of(evaluator)).isNotEmpty();
  }

  static Iterable<String> evaluators() {
    return BuiltInEvaluators.names();
  }
}
