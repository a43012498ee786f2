// SPDX-License-Identifier: Apache-2.0
/** The scripted application: clients of vector stores against servers of its own. */
@NullMarked
package io.tracewheel.javaagent.vectorstores;

import org.jspecify.annotations.NullMarked;
