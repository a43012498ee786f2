// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import java.io.Closeable;

/** One place that the log is taken to. */
interface Destination extends Closeable {
  void start();

  DestinationStatistics statistics();

  /** Stops at once; what is not delivered stays in the log. */
  @Override
  void close();
}
