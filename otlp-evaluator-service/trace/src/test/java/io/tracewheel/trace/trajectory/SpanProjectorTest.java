// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpanProjectorTest {
  private static final String SPAN =
      """
      {"traceId": "0102030405060708090a0b0c0d0e0f10", "spanId": "%s", "parentSpanId": "%s",
       "startTimeUnixNano": "5", "endTimeUnixNano": "9", "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
        {"key": "gen_ai.request.model", "value": {"stringValue": "m"}},
        {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "3"}},
        {"key": "gen_ai.input.messages", "value": {"stringValue":
          "[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"hi\\"}]}]"}}]}
      """;

  @Test
  void projectionsOutliveTheRequestAndShareEqualContent() throws Exception {
    String json =
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": ["
            + SPAN.formatted("0102030405060708", "")
            + ","
            + SPAN.formatted("0102030405060709", "0102030405060708")
            + "]}]}]}";
    byte[] bytes =
        new OtlpJson(ScanLimits.DEFAULT)
            .toProtobuf(Signal.TRACES, ByteSlice.of(json.getBytes(StandardCharsets.UTF_8)))
            .toByteArray();
    GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
    SpanProjector projector = new SpanProjector(reader);
    TraceRequest request = new TraceRequest();
    request.scan(ByteSlice.of(bytes), reader.interesting(), ScanLimits.DEFAULT);
    List<SpanProjection> projections = new ArrayList<>();
    for (int i = 0; i < request.selectedCount(); i++) {
      projections.add(Objects.requireNonNull(projector.project(request.selected(i))));
    }
    Arrays.fill(bytes, (byte) 0);

    SpanProjection root = projections.get(0);
    assertThat(root.traceId()).isEqualTo("0102030405060708090a0b0c0d0e0f10");
    assertThat(root.parentSpanId()).isNull();
    assertThat(root.durationNanos()).isEqualTo(4);
    assertThat(projections.get(1).parentSpanId()).isEqualTo("0102030405060708");
    assertThat(text(root).content().text()).isEqualTo("hi");
    assertThat(text(root).content()).isSameAs(text(projections.get(1)).content());
    assertThat(((Detail.Model) root.detail()).usage().input()).isEqualTo(3);
    assertThat(((Detail.Model) root.detail()).content().output()).isNull();
  }

  private static Part.Text text(SpanProjection span) {
    List<Message> input = ((Detail.Model) span.detail()).content().input();
    return (Part.Text) Objects.requireNonNull(input).get(0).parts().get(0);
  }
}
