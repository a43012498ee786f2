// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.tracewheel.otlp.RequestCheck;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.pipeline.TraceProcessor;
import io.tracewheel.server.pipeline.TraceProcessor.Processed;

/** Evaluations for tests. */
final class TestProcessors {
  private TestProcessors() {}

  /** Checks the request as the real one does, and scores nothing. */
  static TraceProcessor checking() {
    RequestCheck check = new RequestCheck();
    return request -> {
      return new Processed(
          request, null, check.items(Signal.TRACES, request, ScanLimits.DEFAULT), 0);
    };
  }

  /** Throws this. */
  static TraceProcessor throwing(Error error) {
    return request -> {
      throw error;
    };
  }
}
