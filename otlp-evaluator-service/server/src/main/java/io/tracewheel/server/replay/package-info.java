// SPDX-License-Identifier: Apache-2.0
/**
 * Sends recorded telemetry (OTLP/JSON lines) to any OTLP endpoint, and says if all was accepted.
 */
@NullMarked
package io.tracewheel.server.replay;

import org.jspecify.annotations.NullMarked;
