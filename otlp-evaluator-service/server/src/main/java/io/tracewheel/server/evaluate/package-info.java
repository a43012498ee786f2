// SPDX-License-Identifier: Apache-2.0
/** Evaluation of stored traces: rules, filters, references, and what comes of them. */
@NullMarked
package io.tracewheel.server.evaluate;

import org.jspecify.annotations.NullMarked;
