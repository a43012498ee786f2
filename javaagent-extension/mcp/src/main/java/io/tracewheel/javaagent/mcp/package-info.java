// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the requests between clients and servers of the MCP Java SDK into spans of the MCP
 * conventions and carries the trace between them; changes nothing else.
 */
@NullMarked
package io.tracewheel.javaagent.mcp;

import org.jspecify.annotations.NullMarked;
