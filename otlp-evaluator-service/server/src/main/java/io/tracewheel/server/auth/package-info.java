// SPDX-License-Identifier: Apache-2.0
/** Who sends, and how much each may send. Knows no transport. */
@NullMarked
package io.tracewheel.server.auth;

import org.jspecify.annotations.NullMarked;
