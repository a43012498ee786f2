// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.server.assembly.TraceStatistics;
import io.tracewheel.server.export.DestinationStatistics;
import io.tracewheel.server.log.LogStatistics;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What there is to look at. Everything may be asked at any time and from any thread.
 *
 * @param logDirectory where the log is
 * @param logCapacity most bytes of the log
 * @param logEnd position behind the last entry of the log
 * @param started whether the receivers are bound
 * @param judgeMoney spent today
 */
public record Parts(
    Pipeline pipeline,
    Intake intake,
    Supplier<LogStatistics> log,
    Path logDirectory,
    long logCapacity,
    LongSupplier logEnd,
    Supplier<List<DestinationStatistics>> destinations,
    EvaluatorHealth evaluators,
    Supplier<TraceStatistics> traces,
    JudgeCounts judges,
    DoubleSupplier judgeMoney,
    Supplier<Boolean> started) {}
