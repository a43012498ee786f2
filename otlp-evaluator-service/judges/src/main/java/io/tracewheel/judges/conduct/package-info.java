// SPDX-License-Identifier: Apache-2.0
/** What keeps a judge in bounds: budget, breaker, concurrency, pace and cache. */
@NullMarked
package io.tracewheel.judges.conduct;

import org.jspecify.annotations.NullMarked;
