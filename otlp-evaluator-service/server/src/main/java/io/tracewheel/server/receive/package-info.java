// SPDX-License-Identifier: Apache-2.0
/**
 * OTLP over gRPC and HTTP on the wire: limits, status codes, time-outs. What a request means is the
 * pipeline's affair.
 */
@NullMarked
package io.tracewheel.server.receive;

import org.jspecify.annotations.NullMarked;
