// SPDX-License-Identifier: Apache-2.0
/** Tests of text evaluators. */
@NullMarked
package io.tracewheel.evaluators.text;

import org.jspecify.annotations.NullMarked;
