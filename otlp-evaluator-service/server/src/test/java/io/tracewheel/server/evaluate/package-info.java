// SPDX-License-Identifier: Apache-2.0
/** Tests of the evaluation of stored traces. */
@NullMarked
package io.tracewheel.server.evaluate;

import org.jspecify.annotations.NullMarked;
