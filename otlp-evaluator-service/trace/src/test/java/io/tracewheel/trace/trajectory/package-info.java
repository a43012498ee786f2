// SPDX-License-Identifier: Apache-2.0
/** Tests of trajectories. */
@NullMarked
package io.tracewheel.trace.trajectory;

import org.jspecify.annotations.NullMarked;
