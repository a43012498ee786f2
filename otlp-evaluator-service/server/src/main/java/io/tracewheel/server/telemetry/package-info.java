// SPDX-License-Identifier: Apache-2.0
/** What the evaluator says about itself: log lines that no flood of bad input can multiply. */
@NullMarked
package io.tracewheel.server.telemetry;

import org.jspecify.annotations.NullMarked;
