// SPDX-License-Identifier: Apache-2.0
/** An embedding model that runs inside the service: texts to vectors, without any network. */
@NullMarked
package io.tracewheel.embeddings;

import org.jspecify.annotations.NullMarked;
