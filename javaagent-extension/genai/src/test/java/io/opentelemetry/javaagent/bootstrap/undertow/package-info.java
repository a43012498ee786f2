// SPDX-License-Identifier: Apache-2.0
/** Stands in for the agent's own package of that name. */
@NullMarked
package io.opentelemetry.javaagent.bootstrap.undertow;

import org.jspecify.annotations.NullMarked;
