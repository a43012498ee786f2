// SPDX-License-Identifier: Apache-2.0
/** Receives, evaluates, logs and forwards OTLP. */
@NullMarked
package io.tracewheel.server;

import org.jspecify.annotations.NullMarked;
