// SPDX-License-Identifier: Apache-2.0
/** Steps of the scripted application that only the newest releases can take. */
@NullMarked
package io.tracewheel.javaagent.vectorstores.newest;

import org.jspecify.annotations.NullMarked;
