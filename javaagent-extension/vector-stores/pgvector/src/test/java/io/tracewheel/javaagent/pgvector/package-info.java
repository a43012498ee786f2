// SPDX-License-Identifier: Apache-2.0
/** An application with pgvector below frameworks; run by agent-tests. */
@NullMarked
package io.tracewheel.javaagent.pgvector;

import org.jspecify.annotations.NullMarked;
