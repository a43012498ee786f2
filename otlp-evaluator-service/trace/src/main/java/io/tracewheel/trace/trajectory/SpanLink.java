// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import org.jspecify.annotations.Nullable;

/**
 * A span that is no GenAI span: only its place in the tree.
 *
 * @param spanId hexadecimal
 * @param parentSpanId hexadecimal; null in a root span
 */
public record SpanLink(String spanId, @Nullable String parentSpanId) {}
