// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

/** A part of the demo failed; the message says which and what to look at. */
final class DemoException extends Exception {
  private static final long serialVersionUID = 1;

  DemoException(String message) {
    super(message);
  }
}
