// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what Spring AI does (chat models, chat clients, tools, embeddings, vector stores) into
 * GenAI operations; changes nothing of it.
 *
 * <p>Spring AI tells all of it to Micrometer. The one seam is the place where an observation is
 * made: what is returned there tells us and hands everything on to the observation that the
 * application would have got, which does nothing where the application set up no Micrometer.
 */
@NullMarked
package io.tracewheel.javaagent.springai;

import org.jspecify.annotations.NullMarked;
