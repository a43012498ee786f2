// SPDX-License-Identifier: Apache-2.0
/** A whole trace as turns, steps and tool calls. Pure: from projections of spans, no clock. */
@NullMarked
package io.tracewheel.trace.trajectory;

import org.jspecify.annotations.NullMarked;
