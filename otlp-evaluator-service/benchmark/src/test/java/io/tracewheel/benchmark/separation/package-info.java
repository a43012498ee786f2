// SPDX-License-Identifier: Apache-2.0
/** Tests of the figures. */
@NullMarked
package io.tracewheel.benchmark.separation;

import org.jspecify.annotations.NullMarked;
