// SPDX-License-Identifier: Apache-2.0
/** What operators see of the running evaluator: health, readiness, metrics, state. */
@NullMarked
package io.tracewheel.server.admin;

import org.jspecify.annotations.NullMarked;
