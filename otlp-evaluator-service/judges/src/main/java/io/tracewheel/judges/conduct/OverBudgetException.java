// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

/** A call may not be made: it could cost more than is left. The message is a clause. */
public final class OverBudgetException extends Exception {
  private static final long serialVersionUID = 1;

  OverBudgetException(String message) {
    super(message);
  }

  OverBudgetException(String message, Throwable cause) {
    super(message, cause);
  }
}
