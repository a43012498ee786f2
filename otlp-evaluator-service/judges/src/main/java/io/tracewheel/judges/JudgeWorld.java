// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.EvaluationClock;
import java.util.random.RandomGenerator;

/**
 * What judges take from outside.
 *
 * @param clock of the machine
 * @param random for jitter and ids; safe for use by many threads
 * @param spans takes the spans of the judges' own work
 */
public record JudgeWorld(EvaluationClock clock, RandomGenerator random, JudgeSpan.Sink spans) {}
