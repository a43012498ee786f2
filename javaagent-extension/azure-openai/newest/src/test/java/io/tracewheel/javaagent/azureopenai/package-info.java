// SPDX-License-Identifier: Apache-2.0

/** Applications that need a newer release of azure-ai-openai than the oldest supported one. */
@NullMarked
package io.tracewheel.javaagent.azureopenai;

import org.jspecify.annotations.NullMarked;
