// SPDX-License-Identifier: Apache-2.0
/** The whole road as a user runs it: application under the agent, evaluator, backend. */
@NullMarked
package io.tracewheel.smoke.road;

import org.jspecify.annotations.NullMarked;
