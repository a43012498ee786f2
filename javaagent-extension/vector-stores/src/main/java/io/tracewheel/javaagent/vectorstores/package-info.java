// SPDX-License-Identifier: Apache-2.0
/**
 * Searches in vector stores, seen at the stores' own clients: Qdrant, Pinecone, Milvus and
 * Weaviate. One module per client, so that each is matched by itself. Only searches are GenAI
 * operations; what is written, deleted or listed stays without a span of ours.
 */
@NullMarked
package io.tracewheel.javaagent.vectorstores;

import org.jspecify.annotations.NullMarked;
