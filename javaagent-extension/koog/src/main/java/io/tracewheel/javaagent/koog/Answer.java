// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import io.tracewheel.javaagent.genai.GenAiResponse;
import org.jspecify.annotations.Nullable;

/** Reads what a suspending method answered with. */
interface Answer {
  GenAiResponse read(@Nullable Object value);
}
