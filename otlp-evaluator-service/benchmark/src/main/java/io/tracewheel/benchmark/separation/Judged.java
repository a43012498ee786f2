// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.separation;

/**
 * A run with a score, or none.
 *
 * @param task the task that it was a trial of
 * @param rewarded whether it really did what it should
 * @param score larger is better; not a number when it has none
 */
record Judged(String task, boolean rewarded, double score) {}
