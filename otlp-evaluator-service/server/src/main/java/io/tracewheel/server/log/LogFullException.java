// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;

/**
 * The log has no room for these entries now: its size limit is reached, or more is waiting to be
 * written than memory is set aside for. Trying again later can succeed, which is what the client
 * should be told. The message says which, and names the limit. Has no stack trace, because it is
 * thrown under load.
 */
public final class LogFullException extends IOException {
  private static final long serialVersionUID = 1;

  /** A log that is full, as the message says. */
  public LogFullException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
