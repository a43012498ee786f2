// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

/** Who speaks in a message. */
public enum Role {
  /** Instructions to the model; {@code system} or {@code developer} on the wire. */
  SYSTEM,
  /** The person or program that asks. */
  USER,
  /** The model; {@code assistant}, {@code model} or {@code ai} on the wire. */
  ASSISTANT,
  /** The answer of a tool; {@code tool} or {@code function} on the wire. */
  TOOL,
  /** Any other word, or none. */
  OTHER;

  static Role of(String wire) {
    return switch (wire) {
      case "user", "human" -> USER;
      case "assistant", "model", "ai" -> ASSISTANT;
      case "tool", "function" -> TOOL;
      case "system", "developer" -> SYSTEM;
      default -> OTHER;
    };
  }
}
