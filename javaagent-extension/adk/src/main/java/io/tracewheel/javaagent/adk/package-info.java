// SPDX-License-Identifier: Apache-2.0
/**
 * Turns runs of agents, workflows and tools of Google's Agent Development Kit into GenAI spans, in
 * place of the kit's own; changes nothing else.
 */
@NullMarked
package io.tracewheel.javaagent.adk;

import org.jspecify.annotations.NullMarked;
