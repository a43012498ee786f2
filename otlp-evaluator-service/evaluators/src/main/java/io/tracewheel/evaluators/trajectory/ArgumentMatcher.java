// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import tools.jackson.databind.JsonNode;

/** A comparison of arguments in code of one's own. The same arguments, always the same answer. */
@FunctionalInterface
public interface ArgumentMatcher {

  /**
   * How alike the arguments of two calls are.
   *
   * @return 0 to 1; at 1 the call is as expected
   */
  double similarity(JsonNode expected, JsonNode actual);
}
