// SPDX-License-Identifier: Apache-2.0
/** The sink against clients built on the generated stubs and the JDK. */
@NullMarked
package io.tracewheel.smoke.sink;

import org.jspecify.annotations.NullMarked;
