// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceSplicerTest {
  private static final AttributeKeys GEN_AI = SpliceDifferentialTest.GEN_AI;

  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();

  @Test
  void appendingTwiceToASpanKeepsTheOrder() throws Exception {
    begin(genAiSpans(2));
    splicer.append(0).put("a", 1);
    splicer.append(0).put("b", 2);
    splicer.append(1).put("c", 3);
    assertThat(keys(0)).containsExactly("gen_ai.x", "a", "b");
    assertThat(keys(1)).containsExactly("gen_ai.x", "c");
  }

  @Test
  void appendingBackwardsIsRefused() throws Exception {
    begin(genAiSpans(2));
    splicer.append(1).put("a", 1);
    assertThatThrownBy(() -> splicer.append(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> splicer.append(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aSplicedRequestCanBeSplicedAgain() throws Exception {
    begin(genAiSpans(3));
    splicer.append(1).put("first", "x".repeat(500));
    byte[] once = splicer.splice().toByteArray();
    begin(once);
    assertThat(request.selected(1).attributes().string("first")).hasSize(500);
    splicer.append(1).put("second", true);
    assertThat(keys(1)).containsExactly("gen_ai.x", "first", "second");
  }

  @Test
  void lengthsInMoreBytesThanTheyNeedMayShrinkARequestThatIsAddedTo() throws Exception {
    byte[] span =
        ExportTraceServiceRequest.parseFrom(genAiSpans(1))
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0)
            .toByteArray();
    byte[] wide =
        wide(1, concat(wide(2, concat(wide(2, span), wide(2, span))), wide(2, wide(2, span))));
    begin(wide);
    splicer.append(0);
    splicer.append(1).put("a", true);
    assertThat(keys(1)).containsExactly("gen_ai.x", "a");
    assertThat(splicer.splice().length()).isLessThan(wide.length);
    assertThat(keys(0)).containsExactly("gen_ai.x");
    assertThat(
            ExportTraceServiceRequest.parseFrom(splicer.splice().toByteArray())
                .getResourceSpans(0)
                .getScopeSpansCount())
        .isEqualTo(2);
  }

  @Test
  void moreKeysThanAreKeptEncodedAreWrittenAllTheSame() throws Exception {
    begin(genAiSpans(1));
    List<String> expected = new ArrayList<>(List.of("gen_ai.x"));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1000; i++) {
        splicer.append(0).put("schlüssel." + i, i);
        expected.add("schlüssel." + i);
      }
    }
    assertThat(keys(0)).isEqualTo(expected);
  }

  @Test
  void aSurrogateWithoutPartnerBecomesAQuestionMark() throws Exception {
    begin(genAiSpans(1));
    splicer.append(0).put("a\ud800", "\udc00b");
    var attribute = span(0).getAttributes(1);
    assertThat(attribute.getKey()).isEqualTo("a?");
    assertThat(attribute.getValue().getStringValue()).isEqualTo("?b");
  }

  @Test
  void aSpanIsSelectedByPrefixOrByWholeKey() throws Exception {
    AttributeKeys keys =
        AttributeKeys.of(List.of("llm.", "gen_ai."), List.of("openinference.kind"));
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (String key :
        List.of("llm.", "llm", "gen_ai.a", "openinference.kind", "openinference.kinds", "l", "")) {
      scope.addSpansBuilder().setName(key).addAttributesBuilder().setKey(key);
    }
    ExportTraceServiceRequest.Builder traces = ExportTraceServiceRequest.newBuilder();
    traces.addResourceSpansBuilder().addScopeSpans(scope);
    request.scan(ByteSlice.of(traces.build().toByteArray()), keys, ScanLimits.DEFAULT);
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < request.selectedCount(); i++) {
      selected.add(request.selected(i).name());
    }
    assertThat(selected).containsExactly("llm.", "gen_ai.a", "openinference.kind");
    assertThatThrownBy(() -> AttributeKeys.withPrefix(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theIndexOfAVeryLargeRequestIsGivenUpLater() throws Exception {
    byte[] large = genAiSpans(100_000);
    byte[] small = genAiSpans(1);
    begin(large);
    int held = request.index().capacity();
    for (int i = 0; i < 1000; i++) {
      begin(small);
    }
    assertThat(request.index().capacity()).isLessThan(held / 20);
    begin(large);
    splicer.append(99_999).put("a", 1);
    assertThat(keys(99_999)).containsExactly("gen_ai.x", "a");
  }

  @Test
  void limitsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new ScanLimits(7, 1)).hasMessage("nesting must be 8 to 1000, not 7");
    assertThatThrownBy(() -> new ScanLimits(8, 0)).hasMessage("items must be at least 1, not 0");
  }

  /** A field whose length takes ten bytes. */
  private static byte[] wide(int field, byte[] content) {
    byte[] message = new byte[11 + content.length];
    message[0] = (byte) (field << 3 | 2);
    Arrays.fill(message, 1, 10, (byte) 0x80);
    message[1] |= (byte) (content.length & 0x7f);
    message[2] |= (byte) (content.length >> 7);
    System.arraycopy(content, 0, message, 11, content.length);
    return message;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void begin(byte[] bytes) throws MalformedOtlpException {
    request.scan(ByteSlice.of(bytes), GEN_AI, ScanLimits.DEFAULT);
    splicer.begin(request);
  }

  private List<String> keys(int span) throws Exception {
    return span(span).getAttributesList().stream().map(KeyValue::getKey).toList();
  }

  private io.opentelemetry.proto.trace.v1.Span span(int span) throws Exception {
    return ExportTraceServiceRequest.parseFrom(splicer.splice().toByteArray())
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(span);
  }

  private static byte[] genAiSpans(int count) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < count; i++) {
      scope.addSpansBuilder().addAttributesBuilder().setKey("gen_ai.x");
    }
    ExportTraceServiceRequest.Builder traces = ExportTraceServiceRequest.newBuilder();
    traces.addResourceSpansBuilder().addScopeSpans(scope);
    return traces.build().toByteArray();
  }
}
