// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.tracewheel.javaagent.genai.GenAiCall;
import reactor.util.context.ContextView;

/** What is told of one subscription; one signal at a time, on whatever thread. */
interface Recorder<T> {

  /** Starts a call below the current context. */
  interface Start<T> {
    /**
     * @param subscriber the context that the subscriber brings
     */
    Recorder<T> start(ContextView subscriber);
  }

  GenAiCall call();

  void seen(T value);

  void completed();

  void failed(Throwable error);

  void cancelled();
}
