// SPDX-License-Identifier: Apache-2.0
/** How a judge is reached: the call, its failures, and the one HTTP road all clients take. */
@NullMarked
package io.tracewheel.judges.client;

import org.jspecify.annotations.NullMarked;
