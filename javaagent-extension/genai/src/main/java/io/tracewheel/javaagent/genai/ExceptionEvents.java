// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exception event of a span. What providers and tools say in a message may repeat what people
 * and models said, so messages are written only where content is, and redacted like it; types and
 * stack frames always are.
 */
final class ExceptionEvents {

  static final String NAME = "exception";

  private static final AttributeKey<String> TYPE = stringKey("exception.type");
  private static final AttributeKey<String> MESSAGE = stringKey("exception.message");
  private static final AttributeKey<String> STACKTRACE = stringKey("exception.stacktrace");
  private static final int LONGEST_TRACE = 32 * 1024;

  private ExceptionEvents() {}

  /**
   * @param messages turns a message into what may be written of it, {@code null} for nothing
   */
  static Attributes of(
      Throwable error, java.util.function.UnaryOperator<@Nullable String> messages) {
    AttributesBuilder event = Attributes.builder().put(TYPE, error.getClass().getName());
    String message = messages.apply(message(error));
    if (message != null) {
      event.put(MESSAGE, message);
    }
    StringBuilder trace = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String prefix = "";
    for (Throwable next = error; next != null && seen.add(next); next = next.getCause()) {
      trace.append(prefix).append(next.getClass().getName());
      String said = messages.apply(message(next));
      if (said != null) {
        trace.append(": ").append(said);
      }
      trace.append('\n');
      for (StackTraceElement frame : next.getStackTrace()) {
        if (trace.length() > LONGEST_TRACE) {
          return event.put(STACKTRACE, trace + "\t[truncated]\n").build();
        }
        trace.append("\tat ").append(frame).append('\n');
      }
      prefix = "Caused by: ";
    }
    return event.put(STACKTRACE, trace.toString()).build();
  }

  private static @Nullable String message(Throwable error) {
    try {
      return error.getMessage();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }
}
