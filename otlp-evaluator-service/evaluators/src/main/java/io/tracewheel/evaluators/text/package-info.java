// SPDX-License-Identifier: Apache-2.0
/** Evaluators of one answer: its words, its form, and how like it is to what was expected. */
@NullMarked
package io.tracewheel.evaluators.text;

import org.jspecify.annotations.NullMarked;
