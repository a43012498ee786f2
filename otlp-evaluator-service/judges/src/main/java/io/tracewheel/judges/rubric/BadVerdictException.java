// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

/** An answer is not what was asked for. The message is a clause that a judge can mend it by. */
public final class BadVerdictException extends Exception {
  private static final long serialVersionUID = 1;

  BadVerdictException(String message) {
    super(message);
  }
}
