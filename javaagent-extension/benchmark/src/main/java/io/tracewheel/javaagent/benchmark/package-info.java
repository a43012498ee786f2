// SPDX-License-Identifier: Apache-2.0
/**
 * What an instrumented model call costs: {@link io.tracewheel.javaagent.benchmark.CallCost}
 * compares ours, the upstream agent's and none.
 */
@NullMarked
package io.tracewheel.javaagent.benchmark;

import org.jspecify.annotations.NullMarked;
