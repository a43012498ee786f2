// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

/** A receiver cannot listen where it should; the message is one sentence for the user. */
public final class CannotListenException extends Exception {
  private static final long serialVersionUID = 1;

  CannotListenException(String message, Throwable cause) {
    super(message, cause);
  }

  CannotListenException(String message) {
    super(message);
  }
}
