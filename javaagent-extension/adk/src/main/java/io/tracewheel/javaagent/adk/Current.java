// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Makes a context current on this thread and puts back the one before, whatever happened in
 * between: the kit opens scopes on one thread and closes them on another, which would leave what is
 * inside a run current around it.
 */
final class Current implements AutoCloseable {

  private final Context before;
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  Current(Context context) {
    before = Context.current();
    scope = context.makeCurrent();
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // nothing is left to close it
  public void close() {
    scope.close();
    if (Context.current() != before) {
      before.makeCurrent();
    }
  }
}
