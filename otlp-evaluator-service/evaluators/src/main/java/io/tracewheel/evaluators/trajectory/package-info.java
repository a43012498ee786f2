// SPDX-License-Identifier: Apache-2.0
/** Evaluators of whole runs, and the matcher of expected and actual tool calls. Pure. */
@NullMarked
package io.tracewheel.evaluators.trajectory;

import org.jspecify.annotations.NullMarked;
