// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/**
 * A tool that was offered to the model.
 *
 * @param name its name
 * @param type {@code function} unless the span says otherwise; other types are run by the provider
 * @param parameters the JSON Schema of its arguments; null when it was not captured
 */
public record ToolDefinition(String name, String type, @Nullable JsonValue parameters) {}
