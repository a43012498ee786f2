// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.ByteSlice;

/**
 * Traces of evaluators' own work. Their ids begin alike, so that every process knows them, also
 * when they come in from another evaluator, and so that a gateway that goes on with such a trace
 * stays known too: what an evaluator does is never evaluated.
 */
public final class OwnTraces {
  /** How the hexadecimal id of such a trace begins. */
  public static final String MARK = "747277686c6a";

  private static final byte[] MARK_BYTES = {0x74, 0x72, 0x77, 0x68, 0x6c, 0x6a};

  private OwnTraces() {}

  /** Whether a trace (hexadecimal id) is one of them. */
  public static boolean contain(String traceId) {
    return traceId.regionMatches(true, 0, MARK, 0, MARK.length());
  }

  /** Whether a trace (id in bytes) is one of them. */
  public static boolean contain(ByteSlice traceId) {
    if (traceId.length() < MARK_BYTES.length) {
      return false;
    }
    for (int i = 0; i < MARK_BYTES.length; i++) {
      if (traceId.array()[traceId.offset() + i] != MARK_BYTES[i]) {
        return false;
      }
    }
    return true;
  }
}
