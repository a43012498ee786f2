// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;

/**
 * The log cannot be used as it is: the user has to change something. The message is one clear
 * sentence that names the directory or server and how to mend it.
 */
public final class LogOpenException extends IOException {
  private static final long serialVersionUID = 1;

  /** A log that cannot be used, for the reason that the message says. */
  public LogOpenException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A log that cannot be used, for the reason that the message says. */
  public LogOpenException(String message) {
    super(message);
  }
}
