// SPDX-License-Identifier: Apache-2.0
/** LLM-as-judge: evaluators that ask a model, and how they behave while they do. */
@NullMarked
package io.tracewheel.judges;

import org.jspecify.annotations.NullMarked;
