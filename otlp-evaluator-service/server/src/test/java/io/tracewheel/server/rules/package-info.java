// SPDX-License-Identifier: Apache-2.0
/** Tests of rules. */
@NullMarked
package io.tracewheel.server.rules;

import org.jspecify.annotations.NullMarked;
