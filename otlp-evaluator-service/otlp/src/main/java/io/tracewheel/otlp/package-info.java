// SPDX-License-Identifier: Apache-2.0
/**
 * OTLP as bytes: scanned without decoding, spliced without re-encoding, OTLP/JSON in and out. Knows
 * no GenAI.
 */
@NullMarked
package io.tracewheel.otlp;

import org.jspecify.annotations.NullMarked;
