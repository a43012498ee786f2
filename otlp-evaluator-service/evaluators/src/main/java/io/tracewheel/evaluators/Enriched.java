// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * A request after evaluation. The slices are good until the next call of the enricher.
 *
 * @param traces the {@code ExportTraceServiceRequest} with scores as attributes; the very slice
 *     that came in when nothing was added
 * @param scoreLogs an {@code ExportLogsServiceRequest} with one record per score; null when there
 *     is none
 * @param spans spans in the request
 * @param genAiSpans GenAI spans among them
 * @param scores scores that evaluators gave, whether handed on or not
 * @param failedEvaluations evaluations that threw
 * @param spansWithInvalidIds see {@link io.tracewheel.otlp.TraceRequest#spansWithInvalidIds}
 */
public record Enriched(
    ByteSlice traces,
    @Nullable ByteSlice scoreLogs,
    int spans,
    int genAiSpans,
    int scores,
    int failedEvaluations,
    int spansWithInvalidIds) {}
