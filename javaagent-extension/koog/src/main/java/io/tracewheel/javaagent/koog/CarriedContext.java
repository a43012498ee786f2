// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.ThreadContextElement;

/** Makes a context current on each thread that the coroutine goes on, while it does. */
final class CarriedContext extends AbstractCoroutineContextElement
    implements ThreadContextElement<Scope> {

  private static final class Key implements CoroutineContext.Key<CarriedContext> {}

  private static final Key KEY = new Key();

  private final Context carried;

  CarriedContext(Context carried) {
    super(KEY);
    this.carried = carried;
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // restoreThreadContext closes it, on the same thread
  public Scope updateThreadContext(CoroutineContext context) {
    return carried.makeCurrent();
  }

  @Override
  public void restoreThreadContext(CoroutineContext context, Scope oldState) {
    oldState.close();
  }
}
