// SPDX-License-Identifier: Apache-2.0

/** What Tracewheel sets where the user said nothing, in both of the agent's configuration modes. */
@NullMarked
package io.tracewheel.javaagent.defaults;

import org.jspecify.annotations.NullMarked;
