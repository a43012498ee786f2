// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.SpanView;
import org.jspecify.annotations.Nullable;

/** A first look at a span: what tells its dialect and kind. */
final class Look {
  private final SpanView span;
  private @Nullable String scope;

  Look(SpanView span) {
    this.span = span;
  }

  AttributeList attributes() {
    return span.attributes();
  }

  /** The word that an attribute holds, freed of JSON quotes; null when there is none. */
  @Nullable String word(String key) {
    String text = attributes().string(key);
    return text == null ? null : Words.meaningful(text);
  }

  boolean has(String key) {
    return attributes().contains(key);
  }

  String spanName() {
    return span.name();
  }

  String scope() {
    String known = scope;
    if (known == null) {
      known = span.scopeName();
      scope = known;
    }
    return known;
  }

  SpanView span() {
    return span;
  }
}
