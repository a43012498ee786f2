// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.TokenUsage;
import java.util.List;

/**
 * Sums over a trajectory.
 *
 * @param modelCalls model calls, each once
 * @param toolCalls tool calls, asked for or run, each once
 * @param agentRuns spans of agents
 * @param failedModelCalls model calls that failed
 * @param failedToolCalls tool calls that failed
 * @param spend where tokens were used. An agent span that repeats the usage of what is inside it is
 *     left out; one that says more than its calls together stands for all of them
 * @param tokens sum of {@code spend}; a count is -1 when no span says it
 * @param durationNanos from the first start to the last end
 * @param modelNanos sum of the lengths of model calls
 * @param toolNanos sum of the lengths of tool runs
 */
public record Totals(
    int modelCalls,
    int toolCalls,
    int agentRuns,
    int failedModelCalls,
    int failedToolCalls,
    List<Spend> spend,
    TokenUsage tokens,
    long durationNanos,
    long modelNanos,
    long toolNanos) {}
