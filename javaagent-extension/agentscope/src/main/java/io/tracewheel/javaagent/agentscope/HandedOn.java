// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import java.util.function.Function;
import reactor.core.publisher.Flux;

/** What a middleware without any effect answers with. */
public final class HandedOn {

  private HandedOn() {}

  /** Deferred, because the middleware too asks the next one when it is subscribed to. */
  public static Flux<?> to(Function<Object, Flux<?>> next, Object input) {
    return Flux.defer(() -> next.apply(input));
  }
}
