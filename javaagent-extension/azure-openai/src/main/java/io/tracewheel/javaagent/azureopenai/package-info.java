// SPDX-License-Identifier: Apache-2.0

/**
 * Where com.azure:azure-ai-openai is hooked and how the bodies of its answers are watched. What the
 * calls mean is decided in {@code io.tracewheel.javaagent.genai}.
 */
@NullMarked
package io.tracewheel.javaagent.azureopenai;

import org.jspecify.annotations.NullMarked;
