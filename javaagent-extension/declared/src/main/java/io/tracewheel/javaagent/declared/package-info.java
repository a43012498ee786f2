// SPDX-License-Identifier: Apache-2.0
/**
 * Tools, agents, workflows and retrievals of frameworks that nobody else knows: named in the
 * agent's configuration, or marked with Tracewheel's annotations.
 */
@NullMarked
package io.tracewheel.javaagent.declared;

import org.jspecify.annotations.NullMarked;
