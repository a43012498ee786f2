// SPDX-License-Identifier: Apache-2.0
/** Where LangGraph4j is hooked: runs of compiled graphs, as workflows or as agents. */
@NullMarked
package io.tracewheel.javaagent.langgraph4j;

import org.jspecify.annotations.NullMarked;
