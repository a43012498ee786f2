// SPDX-License-Identifier: Apache-2.0
/** What a judge is asked: rubrics, what fills them, and how the answer is read. Pure. */
@NullMarked
package io.tracewheel.judges.rubric;

import org.jspecify.annotations.NullMarked;
