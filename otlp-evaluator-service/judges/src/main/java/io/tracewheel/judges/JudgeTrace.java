// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.OwnTraces;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Ids of judges' own calls; see {@link OwnTraces}. */
final class JudgeTrace {
  private JudgeTrace() {}

  static String newTraceId(RandomGenerator random) {
    byte[] rest = new byte[10];
    random.nextBytes(rest);
    return OwnTraces.MARK + HexFormat.of().formatHex(rest);
  }

  static String newSpanId(RandomGenerator random) {
    long id = random.nextLong();
    return HexFormat.of().toHexDigits(id == 0 ? 1 : id);
  }
}
