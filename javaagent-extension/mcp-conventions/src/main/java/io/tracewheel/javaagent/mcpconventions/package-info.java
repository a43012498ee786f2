// SPDX-License-Identifier: Apache-2.0
/**
 * What a request between an MCP client and a server is: its span, metrics, content and how context
 * travels with it. Knows no library; rooms of MCP clients and servers fill it.
 */
@NullMarked
package io.tracewheel.javaagent.mcpconventions;

import org.jspecify.annotations.NullMarked;
