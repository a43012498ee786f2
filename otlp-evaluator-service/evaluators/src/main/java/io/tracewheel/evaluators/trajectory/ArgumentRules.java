// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How arguments are compared, tool by tool.
 *
 * @param general for tools without a rule of their own
 * @param perTool by name or glob; the first that matches the actual tool's name counts
 */
public record ArgumentRules(ArgumentRule general, Map<String, ArgumentRule> perTool) {

  /** One rule for all tools. */
  public static ArgumentRules of(ArgumentRule general) {
    return new ArgumentRules(general, Map.of());
  }

  /** Copies the map, in its order. */
  public ArgumentRules {
    perTool = Collections.unmodifiableMap(new LinkedHashMap<>(perTool));
  }

  /** The rule for a tool. */
  public ArgumentRule of(String tool) {
    for (Map.Entry<String, ArgumentRule> entry : perTool.entrySet()) {
      if (Glob.matches(entry.getKey(), tool)) {
        return entry.getValue();
      }
    }
    return general;
  }
}
