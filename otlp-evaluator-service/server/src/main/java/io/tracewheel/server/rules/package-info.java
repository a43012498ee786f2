// SPDX-License-Identifier: Apache-2.0
/**
 * Rules: which evaluator looks at what, read from a file, checked as a whole, and replaced at once.
 */
@NullMarked
package io.tracewheel.server.rules;

import org.jspecify.annotations.NullMarked;
