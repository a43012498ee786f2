// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import io.tracewheel.smoke.evaluator.Ledger.Verdict;
import java.time.Duration;

/**
 * What came of one fault.
 *
 * @param what what was done, with its figures
 * @param sent spans that were sent
 * @param verdict what of them was acknowledged, lost, repeated
 * @param delivered spans of these that reached the destination
 * @param setAside spans of these in dead-letter files
 * @param spoilt acknowledged spans whose only copy the fault itself destroyed
 * @param duplicatesAtMost what the fault allows
 * @param recovery from the end of the fault until new spans are acknowledged and all is delivered
 * @param peakMegabytes most memory that a process of the evaluator had resident; 0 if unknown
 */
record Row(
    String name,
    String what,
    int sent,
    Verdict verdict,
    int delivered,
    int setAside,
    int spoilt,
    int duplicatesAtMost,
    Duration recovery,
    long peakMegabytes) {}
