// SPDX-License-Identifier: Apache-2.0
/** gzip of whole messages at the least processor time: its bytes are untrusted on the way in. */
@NullMarked
package io.tracewheel.server.gzip;

import org.jspecify.annotations.NullMarked;
