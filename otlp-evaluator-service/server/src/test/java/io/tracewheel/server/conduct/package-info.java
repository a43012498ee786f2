// SPDX-License-Identifier: Apache-2.0
/** The duties of an OTLP receiver, tested on the wire against a real evaluator. */
@NullMarked
package io.tracewheel.server.conduct;

import org.jspecify.annotations.NullMarked;
