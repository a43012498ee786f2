// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.util.Map;

/**
 * The event {@code gen_ai.client.inference.operation.details}: a model call with its content in
 * structured form.
 */
final class OperationDetails {

  private static final String NAME = "gen_ai.client.inference.operation.details";

  private OperationDetails() {}

  static void emit(
      GenAiTelemetry telemetry,
      Context context,
      Map<AttributeKey<?>, Object> facts,
      Map<Content, Object> requestContent,
      Map<Content, Object> responseContent) {
    LogRecordBuilder event =
        telemetry
            .logger
            .logRecordBuilder()
            .setEventName(NAME)
            .setSeverity(Severity.DEBUG)
            .setContext(context);
    facts.forEach((key, value) -> set(event, key, value));
    requestContent.forEach((kind, tree) -> set(telemetry, event, kind, tree));
    responseContent.forEach((kind, tree) -> set(telemetry, event, kind, tree));
    event.emit();
  }

  private static void set(
      GenAiTelemetry telemetry, LogRecordBuilder event, Content kind, Object tree) {
    Value<?> value = Json.toValue(telemetry.written(kind.key, tree));
    event.setAttribute(AttributeKey.valueKey(kind.key), value);
  }

  @SuppressWarnings(
      "unchecked") // GenAiRequest.set and GenAiResponse.set pair keys with their values
  private static <T> void set(LogRecordBuilder event, AttributeKey<T> key, Object value) {
    event.setAttribute(key, (T) value);
  }
}
