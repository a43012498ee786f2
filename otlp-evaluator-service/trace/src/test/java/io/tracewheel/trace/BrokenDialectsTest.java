// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecords;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of every dialect with broken values: nothing is thrown, nothing grows without bound. */
class BrokenDialectsTest {
  private static final long SEED = 20_261_121;
  private static final int ROUNDS = 60;

  private final GenAiReader reader = new GenAiReader(new ContentLimits(100_000, 1_000, 10));

  @Test
  void brokenValuesNeverThrow() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (String pair : DialectsTest.pairs().toList()) {
      Path file = Path.of("src/test/resources/dialects", pair, "traces.json");
      ExportTraceServiceRequest golden =
          ExportTraceServiceRequest.parseFrom(
              DialectsTest.protobuf(Signal.TRACES, file).toByteArray());
      for (int round = 0; round < ROUNDS; round++) {
        ExportTraceServiceRequest broken = broken(golden, random);
        assertThatCode(() -> readAll(broken))
            .as(pair + " round " + round)
            .doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.prompt.99999999.role",
        "gen_ai.prompt.999999999999999999999.role",
        "gen_ai.prompt.-1.role",
        "gen_ai.prompt..role",
        "llm.input_messages.2147483647.message.tool_calls.999999999.tool_call.function.name",
        "annotations.999999999.annotation.name"
      })
  void aHugeIndexCostsNoMoreThanASmallOne(String key) throws Exception {
    Span span =
        Span.newBuilder()
            .addAttributes(attribute("openinference.span.kind", text("LLM")))
            .addAttributes(attribute("traceloop.entity.path", text("x")))
            .addAttributes(attribute(key, text("user")))
            .build();
    ExportTraceServiceRequest request = request(span);
    readAll(request);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    readAll(request);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  @Test
  void contentOverALimitIsUnreadableInEveryChannel() throws Exception {
    String many = "[" + "{},".repeat(5_000) + "{}]";
    Span.Builder flat =
        Span.newBuilder().addAttributes(attribute("openinference.span.kind", text("LLM")));
    for (int i = 0; i < 5_000; i++) {
      flat.addAttributes(attribute("llm.input_messages." + i + ".message.role", text("user")));
    }
    assertThat(input(flat.build())).contains("over the limit");
    assertThat(
            input(
                Span.newBuilder()
                    .addAttributes(attribute("openinference.span.kind", text("LLM")))
                    .addAttributes(attribute("input.value", text(many)))
                    .build()))
        .contains("over the limit");
    assertThat(
            input(
                Span.newBuilder()
                    .addAttributes(attribute("openinference.span.kind", text("LLM")))
                    .addAttributes(attribute("input.value", text("[\"" + "x".repeat(100_000))))
                    .build()))
        .contains("is over 100000");
  }

  @Test
  void truncatedJsonIsUnreadableAndPlainTextIsText() throws Exception {
    Span.Builder span =
        Span.newBuilder().addAttributes(attribute("openinference.span.kind", text("LLM")));
    assertThat(
            input(
                span.clone()
                    .addAttributes(attribute("input.value", text("[{\"role\": \"us")))
                    .build()))
        .contains("malformed JSON");
    LlmCall call =
        (LlmCall)
            read(request(
                    span.addAttributes(attribute("input.value", text("[Note] hello"))).build()))
                .get(0);
    assertThat(call.inputMessages().value()).hasSize(1);
  }

  private String input(Span span) throws Exception {
    Captured<List<Message>> input = ((LlmCall) read(request(span)).get(0)).inputMessages();
    assertThat(input.value()).isNull();
    return String.valueOf(input.problem());
  }

  private static ExportTraceServiceRequest request(Span span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  private List<GenAiOperation> read(ExportTraceServiceRequest request) throws Exception {
    TraceRequest scanned = new TraceRequest();
    scanned.scan(ByteSlice.of(request.toByteArray()), reader.interesting(), ScanLimits.DEFAULT);
    List<GenAiOperation> operations = new ArrayList<>();
    for (int i = 0; i < scanned.selectedCount(); i++) {
      SpanView span = scanned.selected(i);
      GenAiOperation operation =
          reader.read(
              span, LogRecords.named(reader.interestingLogs(), logs(request), ScanLimits.DEFAULT));
      if (operation != null) {
        operations.add(operation);
      }
    }
    return operations;
  }

  /** Reads every field, as the normal form has them all. */
  private void readAll(ExportTraceServiceRequest request) throws Exception {
    for (GenAiOperation operation : read(request)) {
      NormalForm.of("", operation);
    }
  }

  /** The events of the spans as log records. */
  private static ByteSlice logs(ExportTraceServiceRequest request) {
    ExportLogsServiceRequest.Builder logs = ExportLogsServiceRequest.newBuilder();
    for (Span span : spans(request)) {
      for (Span.Event event : span.getEventsList()) {
        logs.addResourceLogsBuilder()
            .addScopeLogsBuilder()
            .addLogRecords(
                LogRecord.newBuilder()
                    .setEventName(event.getName())
                    .setTraceId(span.getTraceId())
                    .setSpanId(span.getSpanId())
                    .setBody(
                        AnyValue.newBuilder()
                            .setKvlistValue(
                                KeyValueList.newBuilder()
                                    .addAllValues(event.getAttributesList()))));
      }
    }
    return ByteSlice.of(logs.build().toByteArray());
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpansList();
  }

  private static ExportTraceServiceRequest broken(ExportTraceServiceRequest golden, Random random) {
    ExportTraceServiceRequest.Builder request = golden.toBuilder();
    for (Span.Builder span :
        request.getResourceSpansBuilder(0).getScopeSpansBuilder(0).getSpansBuilderList()) {
      for (KeyValue.Builder attribute : span.getAttributesBuilderList()) {
        breakSometimes(attribute, random);
      }
      for (Span.Event.Builder event : span.getEventsBuilderList()) {
        for (KeyValue.Builder attribute : event.getAttributesBuilderList()) {
          breakSometimes(attribute, random);
        }
      }
    }
    return request.build();
  }

  private static void breakSometimes(KeyValue.Builder attribute, Random random) {
    if (random.nextInt(3) > 0) {
      return;
    }
    String said = attribute.getValue().getStringValue();
    switch (random.nextInt(9)) {
      case 0 -> attribute.setValue(AnyValue.newBuilder().setIntValue(random.nextLong()));
      case 1 -> attribute.setValue(AnyValue.newBuilder().setDoubleValue(Double.NaN));
      case 2 -> attribute.setValue(AnyValue.newBuilder().setBoolValue(true));
      case 3 -> attribute.setValue(text(said.substring(0, random.nextInt(said.length() + 1))));
      case 4 -> attribute.setValue(text(flipped(said, random)));
      case 5 -> attribute.setValue(list(text(said), AnyValue.getDefaultInstance()));
      case 6 -> attribute.setKey(attribute.getKey().replaceAll("\\.\\d+\\.", ".99999999."));
      case 7 -> attribute.setValue(text(nested(random)));
      default ->
          attribute.setValue(
              AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8("\0\u00ff")));
    }
  }

  private static String flipped(String said, Random random) {
    if (said.isEmpty()) {
      return "{";
    }
    byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
    bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:0\\n".charAt(random.nextInt(10));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Deep, or of odd members in places where others are expected. */
  private static String nested(Random random) {
    String[] shells = {
      "{\"messages\":%s}", "{\"role\":%s}", "{\"content\":%s}", "[%s]", "{\"tool_calls\":[%s]}",
      "{\"message\":%s}", "{\"parts\":[%s]}", "{\"function\":%s}", "{\"type\":%s}",
          "{\"system\":%s}",
      "{\"kwargs\":%s,\"type\":\"constructor\"}", "{\"data\":%s,\"type\":\"human\"}"
    };
    String json = random.nextBoolean() ? "1" : "{}";
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 400 : 6); i >= 0; i--) {
      json = shells[random.nextInt(shells.length)].replace("%s", json);
    }
    return json;
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static AnyValue list(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}
