// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import sun.misc.Signal;

/** SIGHUP, which asks to read the rules anew. */
final class ReloadSignal {
  private ReloadSignal() {}

  /** Where the platform has no such signal, nobody can send it. */
  static void handle(Runnable reload) {
    try {
      Signal.handle(new Signal("HUP"), signal -> reload.run());
    } catch (IllegalArgumentException e) {
      // Windows.
    }
  }
}
