// SPDX-License-Identifier: Apache-2.0
/**
 * Personal data and secrets in texts: found in one pass of linear time, scored, and masked. Knows
 * no request; what it is given is bytes of UTF-8.
 */
@NullMarked
package io.tracewheel.evaluators.privacy;

import org.jspecify.annotations.NullMarked;
