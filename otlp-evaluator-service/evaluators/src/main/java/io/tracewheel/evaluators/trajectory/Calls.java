// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.ToolErrors;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tool calls of a trajectory as the matcher compares them. */
final class Calls {
  private Calls() {}

  /** Arguments that nobody captured are none. */
  static Call of(ToolUse tool) {
    return new Call(tool.name(), arguments(tool.arguments()));
  }

  /** An object, or the object in a string; text that is no JSON is itself. */
  private static JsonNode arguments(@Nullable JsonValue arguments) {
    if (arguments == null || arguments.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    JsonNode tree = arguments.unwrapped().tree().value();
    if (tree != null) {
      return tree;
    }
    String text = arguments.text();
    return JsonNodeFactory.instance.stringNode(text == null ? arguments.head(4096) : text);
  }

  /** Whether the call failed: its span or message says so, or its result reads like an error. */
  static boolean failed(ToolUse tool) {
    return tool.failed() || (tool.result() != null && ToolErrors.sign(tool.result()) != null);
  }

  /** Whether one of the patterns matches. */
  static boolean any(List<String> globs, String name) {
    return globs.stream().anyMatch(glob -> Glob.matches(glob, name));
  }
}
