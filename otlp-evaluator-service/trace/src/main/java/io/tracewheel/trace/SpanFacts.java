// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GenAI span tells whatever its operation: who wrote it and for whom, and what others have
 * said of it. Lazy and as long-lived as the operation. Not thread-safe.
 */
public final class SpanFacts {
  private final SpanFields fields;

  SpanFacts(SpanFields fields) {
    this.fields = fields;
  }

  /** Hexadecimal trace id. */
  public String traceId() {
    return fields.span().traceId().hex();
  }

  /** Hexadecimal span id. */
  public String spanId() {
    return fields.span().spanId().hex();
  }

  /**
   * Hexadecimal id of the parent; null in a root span: no parent is none or, as some write it,
   * zeros.
   */
  public @Nullable String parentSpanId() {
    return SpanIds.parent(fields.span());
  }

  /** Start in nanoseconds since 1970 (unsigned). */
  public long startUnixNano() {
    return fields.span().startTimeUnixNano();
  }

  /** End in nanoseconds since 1970 (unsigned). */
  public long endUnixNano() {
    return fields.span().endTimeUnixNano();
  }

  /** What the span is written in, such as {@code gen_ai} or {@code openinference}. */
  public String dialect() {
    return fields.dialect();
  }

  /** Who the operation was done for; null when the span does not say. */
  public @Nullable String userId() {
    return fields.string(Field.USER_ID);
  }

  /** Words that the span or its trace was tagged with. */
  public List<String> tags() {
    return fields.strings(Field.TAGS);
  }

  /** What went wrong, in words; null when the span does not say. */
  public @Nullable String errorMessage() {
    String message = fields.string(Field.ERROR_MESSAGE);
    if (message != null) {
      return message;
    }
    String status = fields.statusIsError() ? fields.span().statusMessage() : "";
    return status.isEmpty() ? null : status;
  }

  /** What the operation cost, as its emitter says; null when the span does not say. */
  public @Nullable ReportedCost cost() {
    return ReportedCost.of(fields);
  }

  /** Scores that others have put into the stream for this span, its trace or its session. */
  public List<RecordedScore> recordedScores() {
    return RecordedScores.of(fields);
  }

  /** The class of failure: the span's own word, else that of the exception that it reports. */
  @Nullable String errorType() {
    String type = fields.string(Field.ERROR_TYPE);
    return type != null || !fields.statusIsError() ? type : fields.exceptionType();
  }

  /** Whether the operation failed. */
  boolean failed() {
    return fields.statusIsError()
        || fields.string(Field.ERROR_TYPE) != null
        || "ERROR".equalsIgnoreCase(fields.string(Field.OUTCOME));
  }
}
