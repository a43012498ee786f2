// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.trace.trajectory.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * A run to be judged: one out of a stream, or one of an example of a dataset with its reference.
 *
 * @param reference what is known of how it should have gone; null when nothing is
 */
public record Run(Trajectory trajectory, @Nullable Reference reference) {}
