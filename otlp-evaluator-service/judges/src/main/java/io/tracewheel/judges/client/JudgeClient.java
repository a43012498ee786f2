// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

/** Speaks the wire format of one provider with one model. Safe for use by many threads. */
public interface JudgeClient {

  /**
   * Makes one call, once: retrying is not its business. Waits for the answer, which takes no longer
   * than the client's time limits.
   *
   * @throws JudgeCallException if there is no answer
   */
  JudgeReply ask(JudgeRequest request) throws JudgeCallException;
}
