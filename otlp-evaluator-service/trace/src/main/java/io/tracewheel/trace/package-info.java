// SPDX-License-Identifier: Apache-2.0
/** What the bytes mean: GenAI operations read lazily from spans. Knows no evaluator. */
@NullMarked
package io.tracewheel.trace;

import org.jspecify.annotations.NullMarked;
