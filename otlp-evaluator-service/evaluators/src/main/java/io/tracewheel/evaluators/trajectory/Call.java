// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import tools.jackson.databind.JsonNode;

/**
 * A tool call, expected or actual.
 *
 * @param tool name of the tool; of an expected call it may be a glob with {@code *} and {@code ?}
 * @param arguments its arguments, an object as a rule
 */
public record Call(String tool, JsonNode arguments) {}
