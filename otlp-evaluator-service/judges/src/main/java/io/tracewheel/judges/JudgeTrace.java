// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Trace ids of judges' own calls. They begin alike, so that every process knows them, and so that a
 * gateway that goes on with the trace stays known too: what a judge does is never judged.
 */
public final class JudgeTrace {
  private static final String MARK = "747277686c6a";

  private JudgeTrace() {}

  /** Whether a trace (hexadecimal id) is that of a judge's own calls. */
  public static boolean isOwn(String traceId) {
    return traceId.regionMatches(true, 0, MARK, 0, MARK.length());
  }

  static String newTraceId(RandomGenerator random) {
    byte[] rest = new byte[10];
    random.nextBytes(rest);
    return MARK + HexFormat.of().formatHex(rest);
  }

  static String newSpanId(RandomGenerator random) {
    long id = random.nextLong();
    return HexFormat.of().toHexDigits(id == 0 ? 1 : id);
  }
}
