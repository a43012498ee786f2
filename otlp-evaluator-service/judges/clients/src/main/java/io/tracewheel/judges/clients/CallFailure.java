// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeCallException.Kind;
import org.jspecify.annotations.Nullable;

/** Carries a failed call through a library that declares no such exception. */
final class CallFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final JudgeCallException failure;

  CallFailure(JudgeCallException failure) {
    super("the call failed", null, false, false);
    this.failure = failure;
  }

  /** The failed call that a library's exception is about; else the library's own failure. */
  static JudgeCallException of(RuntimeException thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof CallFailure found) {
        return found.failure;
      }
      cause = cause.getCause();
    }
    // Its message may quote the answer.
    return new JudgeCallException(
        Kind.UNREADABLE, "the answer cannot be read (" + name(thrown) + ")");
  }

  private static @Nullable String name(RuntimeException thrown) {
    return thrown.getClass().getSimpleName();
  }
}
