// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.SpanView;
import org.jspecify.annotations.Nullable;

/** Ids of spans as text. */
public final class SpanIds {
  private SpanIds() {}

  /** Hexadecimal id of the parent; null where there is none or, as some write it, zeros. */
  public static @Nullable String parent(SpanView span) {
    ByteSlice id = span.parentSpanId();
    for (int i = id.offset(); i < id.offset() + id.length(); i++) {
      if (id.array()[i] != 0) {
        return id.hex();
      }
    }
    return null;
  }
}
