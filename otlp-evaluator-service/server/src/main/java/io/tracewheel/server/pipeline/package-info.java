// SPDX-License-Identifier: Apache-2.0
/**
 * The way of one request between receiver and log: let in, decompressed within bounds, checked,
 * evaluated, appended; and the one vocabulary of why a request is refused.
 */
@NullMarked
package io.tracewheel.server.pipeline;

import org.jspecify.annotations.NullMarked;
