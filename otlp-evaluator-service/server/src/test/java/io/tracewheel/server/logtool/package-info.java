// SPDX-License-Identifier: Apache-2.0
/** Tests of what looks at a log. */
@NullMarked
package io.tracewheel.server.logtool;

import org.jspecify.annotations.NullMarked;
