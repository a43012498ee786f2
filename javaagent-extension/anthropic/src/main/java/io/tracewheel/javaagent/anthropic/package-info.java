// SPDX-License-Identifier: Apache-2.0

/**
 * Where com.anthropic:anthropic-java is hooked and how its responses and streams are watched. What
 * the calls mean is decided in {@code io.tracewheel.javaagent.genai}.
 */
@NullMarked
package io.tracewheel.javaagent.anthropic;

import org.jspecify.annotations.NullMarked;
