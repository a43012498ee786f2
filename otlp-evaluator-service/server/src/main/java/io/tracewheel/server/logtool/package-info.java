// SPDX-License-Identifier: Apache-2.0
/** Shows what is in a write-ahead log, checks it and copies requests out of it; never writes it. */
@NullMarked
package io.tracewheel.server.logtool;

import org.jspecify.annotations.NullMarked;
