// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool: what the model asked for, what was run, or both, paired by call id.
 *
 * @param name of the tool; empty when nobody says
 * @param callId null when nobody says
 * @param arguments as JSON, or a JSON string that holds them; null when not captured
 * @param result JSON, a JSON string or plain text; null when not captured
 * @param failed whether its span, or the message with its result, says that it failed
 * @param answered whether it was run or a later message has its result
 * @param requested whether a captured answer of a model asks for it
 * @param run the span of the run; null when there is none
 * @param inside agents and calls that ran inside the tool
 */
public record ToolUse(
    String name,
    @Nullable String callId,
    @Nullable JsonValue arguments,
    @Nullable JsonValue result,
    boolean failed,
    boolean answered,
    boolean requested,
    @Nullable SpanProjection run,
    List<Activity> inside) {}
