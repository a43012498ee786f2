// SPDX-License-Identifier: Apache-2.0
/**
 * The write-ahead log between receivers and destinations: what has been appended survives a crash,
 * and every reader goes through it at its own pace.
 */
@NullMarked
package io.tracewheel.server.log;

import org.jspecify.annotations.NullMarked;
