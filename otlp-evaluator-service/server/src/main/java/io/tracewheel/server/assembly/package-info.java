// SPDX-License-Identifier: Apache-2.0
/**
 * Whole traces and conversations, put together from the log behind the way of the spans, and what
 * rules say of them.
 */
@NullMarked
package io.tracewheel.server.assembly;

import org.jspecify.annotations.NullMarked;
