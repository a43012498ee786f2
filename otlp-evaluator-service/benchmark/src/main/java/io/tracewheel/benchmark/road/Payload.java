// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.util.List;

/**
 * The traffic of the road benchmark: requests of {@value #SPANS} spans, made once from a fixed
 * seed.
 *
 * <p>A plain span is about 600 bytes with 12 attributes, as HTTP and database instrumentations make
 * them. A GenAI span is a chat call of 2 to 20 KB with system instructions, a message history, two
 * declared tools and an answer that calls one of them, so that every evaluator which reads content
 * has content to read.
 */
enum Payload {
  /** Plain spans only. */
  PLAIN(0),
  /** One GenAI span in five. */
  MIX20(20);

  /** Spans in each request. */
  static final int SPANS = 512;

  private final Traffic traffic;

  Payload(int genAiPercent) {
    this.traffic = new Traffic(SPANS, genAiPercent, 0);
  }

  /** Distinct encoded requests, to be sent in turn. */
  List<byte[]> requests() {
    return traffic.requests();
  }
}
