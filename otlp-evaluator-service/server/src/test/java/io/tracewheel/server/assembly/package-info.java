// SPDX-License-Identifier: Apache-2.0
/** Tests of whole traces and sessions. */
@NullMarked
package io.tracewheel.server.assembly;

import org.jspecify.annotations.NullMarked;
