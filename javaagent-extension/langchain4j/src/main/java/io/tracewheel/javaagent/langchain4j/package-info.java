// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what LangChain4j does (models, AI services, tools, retrieval, embeddings) into GenAI
 * operations; changes nothing of it.
 */
@NullMarked
package io.tracewheel.javaagent.langchain4j;

import org.jspecify.annotations.NullMarked;
