// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

/** What an evaluator says of a span: a score, or why there is none. */
public sealed interface Outcome permits Score, Unscored {}
