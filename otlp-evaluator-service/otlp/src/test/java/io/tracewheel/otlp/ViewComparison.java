// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/** Holds all that a view reads against the decoded span. */
record ViewComparison(String where) {

  void assertSame(SpanView view, ResourceSpans resource, ScopeSpans scope, Span span) {
    assertThat(view.traceId().toByteArray()).as(where).isEqualTo(span.getTraceId().toByteArray());
    assertThat(view.spanId().toByteArray()).as(where).isEqualTo(span.getSpanId().toByteArray());
    assertThat(view.parentSpanId().toByteArray())
        .as(where)
        .isEqualTo(span.getParentSpanId().toByteArray());
    assertThat(view.traceState()).as(where).isEqualTo(span.getTraceState());
    assertThat(view.name()).as(where).isEqualTo(span.getName());
    assertThat(view.kind()).as(where).isEqualTo(span.getKindValue());
    assertThat(view.flags()).as(where).isEqualTo(span.getFlags());
    assertThat(view.startTimeUnixNano()).as(where).isEqualTo(span.getStartTimeUnixNano());
    assertThat(view.endTimeUnixNano()).as(where).isEqualTo(span.getEndTimeUnixNano());
    assertThat(view.statusCode()).as(where).isEqualTo(span.getStatus().getCodeValue());
    assertThat(view.statusMessage()).as(where).isEqualTo(span.getStatus().getMessage());
    assertThat(view.resourceSchemaUrl()).as(where).isEqualTo(resource.getSchemaUrl());
    assertThat(view.scopeSchemaUrl()).as(where).isEqualTo(scope.getSchemaUrl());
    assertThat(view.scopeName()).as(where).isEqualTo(scope.getScope().getName());
    assertThat(view.scopeVersion()).as(where).isEqualTo(scope.getScope().getVersion());
    assertSame(view.attributes(), span.getAttributesList());
    assertSame(view.resourceAttributes(), resource.getResource().getAttributesList());
    assertSame(view.scopeAttributes(), scope.getScope().getAttributesList());
    assertThat(view.events()).as(where).hasSameSizeAs(span.getEventsList());
    assertThat(view.event("no such event")).as(where).isNull();
    for (int i = 0; i < view.events().size(); i++) {
      EventView event = view.events().get(i);
      assertThat(event.name()).as(where).isEqualTo(span.getEvents(i).getName());
      assertThat(event.timeUnixNano()).as(where).isEqualTo(span.getEvents(i).getTimeUnixNano());
      assertSame(event.attributes(), span.getEvents(i).getAttributesList());
      EventView first = requireNonNull(view.event(event.name()));
      assertThat(first.timeUnixNano())
          .as(where)
          .isEqualTo(
              span.getEventsList().stream()
                  .filter(other -> other.getName().equals(event.name()))
                  .findFirst()
                  .orElseThrow()
                  .getTimeUnixNano());
    }
  }

  private void assertSame(AttributeList actual, List<KeyValue> expected) {
    assertThat(actual.size()).as(where).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      String key = expected.get(i).getKey();
      assertThat(actual.key(i)).as(where).isEqualTo(key);
      assertSame(actual.value(i), expected.get(i).getValue());
      int last = i;
      for (int j = i; j < expected.size(); j++) {
        last = expected.get(j).getKey().equals(key) ? j : last;
      }
      assertThat(actual.indexOf(key)).as(where).isEqualTo(last);
    }
    assertThat(actual.contains("no such key")).as(where).isFalse();
  }

  private void assertSame(Value actual, AnyValue expected) {
    switch (expected.getValueCase()) {
      case VALUE_NOT_SET -> assertThat(actual.kind()).as(where).isEqualTo(Value.Kind.EMPTY);
      case STRING_VALUE -> {
        assertThat(actual.string()).as(where).isEqualTo(expected.getStringValue());
        assertThat(actual.bytes().toByteArray())
            .as(where)
            .isEqualTo(expected.getStringValueBytes().toByteArray());
      }
      case BOOL_VALUE -> assertThat(actual.bool()).as(where).isEqualTo(expected.getBoolValue());
      case INT_VALUE -> {
        assertThat(actual.kind()).as(where).isEqualTo(Value.Kind.INTEGER);
        assertThat(actual.integer()).as(where).isEqualTo(expected.getIntValue());
      }
      case DOUBLE_VALUE ->
          assertThat(Double.doubleToRawLongBits(actual.real()))
              .as(where)
              .isEqualTo(Double.doubleToRawLongBits(expected.getDoubleValue()));
      case ARRAY_VALUE -> {
        List<Value> elements = actual.elements();
        assertThat(elements).as(where).hasSize(expected.getArrayValue().getValuesCount());
        assertThat(actual.elements(1)).as(where).hasSize(Math.min(1, elements.size()));
        for (int i = 0; i < elements.size(); i++) {
          assertSame(elements.get(i), expected.getArrayValue().getValues(i));
        }
      }
      case KVLIST_VALUE -> assertSame(actual.entries(), expected.getKvlistValue().getValuesList());
      case BYTES_VALUE ->
          assertThat(actual.bytes().toByteArray())
              .as(where)
              .isEqualTo(expected.getBytesValue().toByteArray());
      case STRING_VALUE_STRINDEX -> {
        assertThat(actual.kind()).as(where).isEqualTo(Value.Kind.STRING_INDEX);
        assertThat(actual.integer()).as(where).isEqualTo(expected.getStringValueStrindex());
      }
    }
  }
}
