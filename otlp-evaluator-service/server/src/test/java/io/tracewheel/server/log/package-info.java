// SPDX-License-Identifier: Apache-2.0
/** Tests of the write-ahead log: what was acknowledged is there, whatever happened. */
@NullMarked
package io.tracewheel.server.log;

import org.jspecify.annotations.NullMarked;
