// SPDX-License-Identifier: Apache-2.0
/** Tests of trajectory evaluators. */
@NullMarked
package io.tracewheel.evaluators.trajectory;

import org.jspecify.annotations.NullMarked;
