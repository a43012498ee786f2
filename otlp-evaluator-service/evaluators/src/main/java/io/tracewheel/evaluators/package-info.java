// SPDX-License-Identifier: Apache-2.0
/** Evaluators and the scores they give. Knows no server, socket or thread. */
@NullMarked
package io.tracewheel.evaluators;

import org.jspecify.annotations.NullMarked;
