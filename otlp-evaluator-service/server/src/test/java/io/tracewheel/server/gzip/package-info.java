// SPDX-License-Identifier: Apache-2.0
/** Tests of compression against the JDK's. */
@NullMarked
package io.tracewheel.server.gzip;

import org.jspecify.annotations.NullMarked;
