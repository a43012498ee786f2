// SPDX-License-Identifier: Apache-2.0

/** Applications that need a newer release of anthropic-java than the oldest supported one. */
@NullMarked
package io.tracewheel.javaagent.anthropic;

import org.jspecify.annotations.NullMarked;
