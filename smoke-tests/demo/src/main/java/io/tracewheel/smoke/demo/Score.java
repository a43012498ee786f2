// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

/**
 * A score as a span carries it.
 *
 * @param evaluator name of the evaluator
 * @param value 0 to 1
 * @param passed whether the label is {@code pass}
 * @param explanation what failed; empty when nothing did
 */
record Score(String evaluator, double value, boolean passed, String explanation) {}
