// SPDX-License-Identifier: Apache-2.0
/**
 * Keys and certificates of both ends of TLS, read from PEM files and read anew when they change.
 */
@NullMarked
package io.tracewheel.server.tls;

import org.jspecify.annotations.NullMarked;
