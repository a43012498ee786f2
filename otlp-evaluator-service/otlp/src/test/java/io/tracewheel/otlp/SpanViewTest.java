// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanViewTest {
  private static final AttributeKeys ALL = AttributeKeys.withPrefix("a");

  private static SpanView view(Span span) throws Exception {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
    TraceRequest scanned = new TraceRequest();
    scanned.scan(ByteSlice.of(request.build().toByteArray()), ALL, ScanLimits.DEFAULT);
    return scanned.selected(0);
  }

  private static Span.Event event(String name) {
    return Span.Event.newBuilder().setName(name).build();
  }

  private static KeyValue attribute(String key) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue("v"))
        .build();
  }

  @Test
  void eventsAreChosenByNameAndCounted() throws Exception {
    SpanView span =
        view(
            Span.newBuilder()
                .addEvents(event("a.1"))
                .addEvents(event("b"))
                .addEvents(event("a.2"))
                .addEvents(event("a.3"))
                .build());
    assertThat(span.events(ALL, 2)).extracting(EventView::name).containsExactly("a.1", "a.2");
    assertThat(span.events(AttributeKeys.withPrefix("c"), 2)).isEmpty();
  }

  @Test
  void linksNameTheirSpans() throws Exception {
    Span.Link link =
        Span.Link.newBuilder()
            .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
            .setSpanId(ByteString.copyFromUtf8("01234567"))
            .build();
    SpanView span =
        view(Span.newBuilder().addAttributes(attribute("a")).addLinks(link).addLinks(link).build());
    assertThat(span.links(1)).hasSize(1);
    assertThat(span.links(9)).hasSize(2);
    assertThat(span.links(1).get(0).traceId().utf8()).isEqualTo("0123456789abcdef");
    assertThat(span.links(1).get(0).spanId().utf8()).isEqualTo("01234567");
  }

  @Test
  void attributesAreChosenByPrefixOrWholeKey() throws Exception {
    AttributeList attributes =
        view(Span.newBuilder()
                .addAttributes(attribute("a.x"))
                .addAttributes(attribute("ab"))
                .addAttributes(attribute("abc"))
                .build())
            .attributes();
    List<String> keys = new ArrayList<>();
    attributes.forEach(
        AttributeKeys.of(List.of("a."), List.of("ab")), (key, value) -> keys.add(key));
    assertThat(keys).containsExactly("a.x", "ab");
    assertThat(AttributeKeys.withPrefix("a").matches("a")).isTrue();
    assertThat(AttributeKeys.withPrefix("ab").matches("a")).isFalse();
    assertThat(AttributeKeys.of(List.of(), List.of("a")).matches("ab")).isFalse();
    assertThat(AttributeKeys.of(List.of(), List.of("é")).matches("é")).isTrue();
    assertThat(attributes.containsAny(AttributeKeys.withPrefix("abc"))).isTrue();
    assertThat(attributes.containsAny(AttributeKeys.withPrefix("abcd", "b"))).isFalse();
  }
}
