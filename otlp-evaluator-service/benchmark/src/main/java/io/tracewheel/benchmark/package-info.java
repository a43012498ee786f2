// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of the evaluator against the same work on generated protobuf classes. */
@NullMarked
package io.tracewheel.benchmark;

import org.jspecify.annotations.NullMarked;
