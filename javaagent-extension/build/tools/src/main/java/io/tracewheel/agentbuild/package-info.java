// SPDX-License-Identifier: Apache-2.0

/**
 * Build steps that need the agent jar's own classes: compile-time API, muzzle generation and check,
 * assembly of the one-jar agent. Runs in the build only; nothing here ships.
 */
@NullMarked
package io.tracewheel.agentbuild;

import org.jspecify.annotations.NullMarked;
