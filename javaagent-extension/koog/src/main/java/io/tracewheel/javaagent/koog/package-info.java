// SPDX-License-Identifier: Apache-2.0
/** Where Koog is hooked: runs of agents, calls of model clients, runs of tools. */
@NullMarked
package io.tracewheel.javaagent.koog;

import org.jspecify.annotations.NullMarked;
