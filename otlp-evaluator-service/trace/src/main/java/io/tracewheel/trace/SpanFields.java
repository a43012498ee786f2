// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.EventView;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of a span in the words of its dialect; what the span lacks is sought in its events. */
final class SpanFields {
  private static final int STATUS_ERROR = 2;

  private final SpanView span;
  private final Dialect dialect;
  private final ContentLimits limits;
  private @Nullable EventView contentEvent;
  private boolean contentEventSought;

  SpanFields(SpanView span, Dialect dialect, ContentLimits limits) {
    this.span = span;
    this.dialect = dialect;
    this.limits = limits;
  }

  /** How much work reading content may cause. */
  ContentLimits limits() {
    return limits;
  }

  /** Whether the status of the span is ERROR. */
  boolean statusIsError() {
    return span.statusCode() == STATUS_ERROR;
  }

  /** A text that is not empty; null for anything else. */
  @Nullable String string(Field field) {
    Value value = find(field);
    if (value == null || value.kind() != Value.Kind.STRING || value.bytes().isEmpty()) {
      return null;
    }
    return value.string();
  }

  /** A number; a text that holds one is read as one, as some emitters know only texts. */
  long integer(Field field, long missing) {
    Value value = find(field);
    if (value == null) {
      return missing;
    }
    return switch (value.kind()) {
      case INTEGER -> value.integer();
      case REAL -> (long) value.real();
      case STRING -> value.bytes().length() > 19 ? missing : parse(value.string(), missing);
      default -> missing;
    };
  }

  private static long parse(String text, long missing) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return missing;
    }
  }

  /** A list of texts; a lone text is a list of one. */
  List<String> strings(Field field) {
    Value value = find(field);
    if (value == null) {
      return List.of();
    }
    if (value.kind() == Value.Kind.STRING) {
      return value.bytes().isEmpty() ? List.of() : List.of(value.string());
    }
    if (value.kind() != Value.Kind.LIST) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Value element : value.elements(limits.maxFinishReasons())) {
      if (element.kind() == Value.Kind.STRING) {
        texts.add(element.string());
      }
    }
    return texts;
  }

  /** Content as JSON: the text of a string as it is, a structured value written as JSON. */
  Captured<JsonValue> json(Field field) {
    Value value = find(field);
    if (value == null || value.kind() == Value.Kind.EMPTY) {
      return Captured.absent();
    }
    if (value.kind() == Value.Kind.STRING) {
      ByteSlice text = value.bytes();
      if (text.isEmpty()) {
        return Captured.absent();
      }
      return text.length() > limits.maxContentBytes()
          ? Captured.unreadable(
              "content of " + text.length() + " bytes is over " + limits.maxContentBytes())
          : Captured.of(new JsonValue(text.array(), text.offset(), text.length()));
    }
    return ValueJson.write(value, limits);
  }

  private @Nullable Value find(Field field) {
    Value value = dialect.find(span.attributes(), field);
    if (value != null) {
      return value;
    }
    EventView event = contentEvent();
    return event == null ? null : dialect.find(event.attributes(), field);
  }

  private @Nullable EventView contentEvent() {
    if (!contentEventSought) {
      contentEventSought = true;
      contentEvent = span.event(dialect.contentEvent());
    }
    return contentEvent;
  }
}
