// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;

/**
 * The log directory cannot be used as it is: the user has to change something. The message is one
 * clear sentence that names the directory and how to mend it.
 */
public final class LogOpenException extends IOException {
  private static final long serialVersionUID = 1;

  LogOpenException(String message, Throwable cause) {
    super(message, cause);
  }

  LogOpenException(String message) {
    super(message);
  }
}
