// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one family of emitters writes GenAI spans: which spans are its own, what they are, and where
 * each field of the normal form sits. Implementations hold no state; one file each.
 */
interface Dialect {

  /** Prefixes of the attribute keys and event names by which its spans are found. */
  List<String> prefixes();

  /**
   * The operation in the current convention's words ({@code chat}, {@code execute_tool}, ...);
   * empty for a GenAI span that does not say what it is; null when the span is not of this dialect.
   */
  @Nullable String operation(SpanView span);

  /** The value of a field among attributes of the span or of one of its content events. */
  @Nullable Value find(AttributeList attributes, Field field);

  /** Name of the span event that may carry fields of the span. */
  String contentEvent();
}
