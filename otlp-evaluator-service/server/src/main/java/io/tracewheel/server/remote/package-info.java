// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluators in other processes: batched gRPC calls with bounds on everything, and no score where
 * there was no answer.
 */
@NullMarked
package io.tracewheel.server.remote;

import org.jspecify.annotations.NullMarked;
