// SPDX-License-Identifier: Apache-2.0
/** Tests of destinations against real servers and files. */
@NullMarked
package io.tracewheel.server.export;

import org.jspecify.annotations.NullMarked;
