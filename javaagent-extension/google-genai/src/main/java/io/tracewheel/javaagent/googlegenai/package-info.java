// SPDX-License-Identifier: Apache-2.0

/**
 * Where com.google.genai:google-genai is hooked and how its streams are watched. What the calls
 * mean is decided in {@code io.tracewheel.javaagent.genai}.
 */
@NullMarked
package io.tracewheel.javaagent.googlegenai;

import org.jspecify.annotations.NullMarked;
