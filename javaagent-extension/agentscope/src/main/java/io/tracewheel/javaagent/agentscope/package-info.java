// SPDX-License-Identifier: Apache-2.0
/** Where AgentScope is hooked: runs of agents, calls of chat models, runs of tools. */
@NullMarked
package io.tracewheel.javaagent.agentscope;

import org.jspecify.annotations.NullMarked;
