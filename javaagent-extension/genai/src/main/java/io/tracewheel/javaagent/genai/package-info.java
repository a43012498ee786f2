// SPDX-License-Identifier: Apache-2.0
/**
 * What a GenAI operation is: how it starts, what is known of it, the ways it can end, and how it
 * becomes a span, metrics and an event of the OpenTelemetry GenAI conventions.
 *
 * <p>Every class here is defined beside the instrumented library in the application's class loader,
 * so nothing but the JDK (8) and the OpenTelemetry API may be used.
 */
@NullMarked
package io.tracewheel.javaagent.genai;

import org.jspecify.annotations.NullMarked;
