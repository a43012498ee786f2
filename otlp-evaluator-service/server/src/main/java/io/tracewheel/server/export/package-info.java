// SPDX-License-Identifier: Apache-2.0
/**
 * Destinations: each takes the log's requests to one place at its own pace, until they are
 * delivered.
 */
@NullMarked
package io.tracewheel.server.export;

import org.jspecify.annotations.NullMarked;
