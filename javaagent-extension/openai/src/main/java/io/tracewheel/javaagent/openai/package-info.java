// SPDX-License-Identifier: Apache-2.0

/**
 * Where com.openai:openai-java is hooked and how its responses and streams are watched. What the
 * calls mean is decided in {@code io.tracewheel.javaagent.genai}.
 */
@NullMarked
package io.tracewheel.javaagent.openai;

import org.jspecify.annotations.NullMarked;
