// SPDX-License-Identifier: Apache-2.0
/** Tests of the embedding model. */
@NullMarked
package io.tracewheel.embeddings;

import org.jspecify.annotations.NullMarked;
