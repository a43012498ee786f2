// SPDX-License-Identifier: Apache-2.0
/** How well evaluators of whole runs tell good runs from bad ones. */
@NullMarked
package io.tracewheel.benchmark.separation;

import org.jspecify.annotations.NullMarked;
