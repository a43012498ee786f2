// SPDX-License-Identifier: Apache-2.0
/**
 * What goes wrong around and inside an evaluator, as data: each fault says what it does, one frame
 * runs them all and keeps the same account of each.
 */
@NullMarked
package io.tracewheel.smoke.evaluator.faults;

import org.jspecify.annotations.NullMarked;
