// SPDX-License-Identifier: Apache-2.0
/** Scripted applications that use LangChain4j's agents, workflows and MCP client. */
@NullMarked
package io.tracewheel.javaagent.langchain4j;

import org.jspecify.annotations.NullMarked;
