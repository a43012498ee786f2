// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.Judgement;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.judges.rubric.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking a judge: a verdict, or why there is none.
 *
 * @param why null when there is a verdict
 * @param reason one clause; empty when there is a verdict
 * @param judgement null when no call was made
 */
record Judged(
    @Nullable Verdict verdict,
    @Nullable Unscored why,
    String reason,
    @Nullable Judgement judgement) {}
