// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * What an evaluator says: a score, or why there is none. Only evaluators that ask somebody else and
 * composites say {@link Unjudged}.
 */
public sealed interface Outcome permits Score, Unscored, Unjudged {

  /** Why there is no score; null when there is one. */
  @Nullable Unscored unscored();
}
