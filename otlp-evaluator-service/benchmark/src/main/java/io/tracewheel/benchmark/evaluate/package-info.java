// SPDX-License-Identifier: Apache-2.0
/** Splicing attributes into trace requests against decoding, editing and encoding them. */
@NullMarked
package io.tracewheel.benchmark.evaluate;

import org.jspecify.annotations.NullMarked;
