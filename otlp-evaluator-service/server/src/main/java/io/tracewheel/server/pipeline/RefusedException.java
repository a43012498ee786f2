// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

/**
 * Ends the work on a request that is refused. Carries no stack trace, because hostile input must
 * stay cheap.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  /** What to answer. */
  public Refusal refusal() {
    return refusal;
  }
}
