// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import java.io.IOException;

/** A recording that cannot be read; the message names file, line and how to mend it. */
public final class BadRecordingException extends IOException {
  private static final long serialVersionUID = 1;

  /** A recording that cannot be read, for the reason that the message says. */
  public BadRecordingException(String message) {
    super(message);
  }
}
