// SPDX-License-Identifier: Apache-2.0
/** Holds the OTLP bytes against protobuf-java, on random and on hostile input. */
@NullMarked
package io.tracewheel.otlp;

import org.jspecify.annotations.NullMarked;
