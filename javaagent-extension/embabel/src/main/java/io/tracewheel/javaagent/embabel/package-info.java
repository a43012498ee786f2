// SPDX-License-Identifier: Apache-2.0
/** Where Embabel is hooked: runs of agent processes, runs of tools. */
@NullMarked
package io.tracewheel.javaagent.embabel;

import org.jspecify.annotations.NullMarked;
