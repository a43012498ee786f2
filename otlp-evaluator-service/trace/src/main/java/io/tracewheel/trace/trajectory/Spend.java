// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.TokenUsage;

/**
 * Tokens that were used, each once.
 *
 * @param span the span that says so: a model call, or an agent run whose calls do not
 */
public record Spend(SpanProjection span, TokenUsage usage) {}
