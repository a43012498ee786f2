// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.LogRecords;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenAiReaderTest {
  private final GenAiReader reader = new GenAiReader(new ContentLimits(1_000, 100, 2));
  private final Span.Builder span = Span.newBuilder();

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

  private GenAiReaderTest with(String key, String value) {
    return with(key, text(value));
  }

  private GenAiReaderTest with(String key, AnyValue value) {
    span.addAttributes(attribute(key, value));
    return this;
  }

  private int selected() throws Exception {
    TraceRequest request = new TraceRequest();
    request.scan(bytes(), reader.interesting(), ScanLimits.DEFAULT);
    return request.selectedCount();
  }

  private ByteSlice bytes() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
    return ByteSlice.of(request.build().toByteArray());
  }

  private GenAiOperation operation() throws Exception {
    TraceRequest request = new TraceRequest();
    request.scan(bytes(), reader.interesting(), ScanLimits.DEFAULT);
    return requireNonNull(reader.read(request.selected(0)));
  }

  private LlmCall call() throws Exception {
    return (LlmCall) with("gen_ai.operation.name", "chat").operation();
  }

  @ParameterizedTest
  @CsvSource({
    "chat, LlmCall",
    "text_completion, LlmCall",
    "generate_content, LlmCall",
    "execute_tool, ToolCall",
    "invoke_agent, AgentRun",
    "invoke_workflow, AgentRun",
    "retrieval, Retrieval",
    "embeddings, Embeddings",
    "plan, OtherOperation",
    "my_own, OtherOperation"
  })
  void theOperationDecidesTheKind(String name, String kind) throws Exception {
    GenAiOperation operation = with("gen_ai.operation.name", name).operation();
    assertThat(operation.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(operation.operation()).isEqualTo(name);
  }

  @Test
  void aSpanThatDoesNotNameItsOperationIsKnownByWhatItHas() throws Exception {
    assertThat(with("gen_ai.tool.name", "a").operation()).isInstanceOf(ToolCall.class);
    span.clear();
    assertThat(with("gen_ai.request.model", "m").operation()).isInstanceOf(LlmCall.class);
    span.clear();
    assertThat(with("gen_ai.other", "x").operation()).isInstanceOf(OtherOperation.class);
  }

  @Test
  void spansWithoutGenAiKeysAreNotSelected() throws Exception {
    assertThat(with("http.route", "/gen_ai.x").selected()).isZero();
    assertThat(with("gen_ai.x", "").selected()).isEqualTo(1);
  }

  @Test
  void readsTheFieldsOfACall() throws Exception {
    with("gen_ai.provider.name", "openai");
    with("gen_ai.request.model", "gpt");
    with("gen_ai.response.model", "gpt-1");
    with("gen_ai.response.id", "r");
    with("gen_ai.conversation.id", "c");
    with("gen_ai.output.type", "json");
    with("gen_ai.response.finish_reasons", list(text("stop"), text("length"), text("cut")));
    with("gen_ai.usage.input_tokens", AnyValue.newBuilder().setIntValue(7).build());
    with("gen_ai.usage.output_tokens", "12");
    with(
        "gen_ai.usage.cache_creation.input_tokens",
        AnyValue.newBuilder().setDoubleValue(3).build());
    with("gen_ai.usage.reasoning.output_tokens", "many");
    LlmCall call = call();
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.requestModel()).isEqualTo("gpt");
    assertThat(call.responseModel()).isEqualTo("gpt-1");
    assertThat(call.responseId()).isEqualTo("r");
    assertThat(call.conversationId()).isEqualTo("c");
    assertThat(call.outputType()).isEqualTo("json");
    assertThat(call.finishReasons()).as("limited to two").containsExactly("stop", "length");
    assertThat(call.usage()).isEqualTo(new TokenUsage(7, 12, -1, 3, -1));
    assertThat(call.failed()).isFalse();
    assertThat(call.outputMessages().isAbsent()).isTrue();
  }

  @Test
  void theNewNameOfAnAttributeWinsOverTheOld() throws Exception {
    with("gen_ai.system", "old").with("gen_ai.provider.name", "new");
    assertThat(call().provider()).isEqualTo("new");
    span.clear();
    assertThat(with("gen_ai.system", "old").call().provider()).isEqualTo("old");
  }

  @Test
  void failureIsAStatusOrAnErrorType() throws Exception {
    span.setStatus(Status.newBuilder().setCodeValue(2));
    assertThat(call().failed()).isTrue();
    span.clear();
    assertThat(with("error.type", "timeout").call().failed()).isTrue();
  }

  @Test
  void structuredContentIsWrittenAsJson() throws Exception {
    AnyValue arguments =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addValues(attribute("a\"", list(text("ä\n"), AnyValue.getDefaultInstance())))
                    .addValues(attribute("n", AnyValue.newBuilder().setIntValue(-5).build()))
                    .addValues(attribute("d", AnyValue.newBuilder().setDoubleValue(0.5).build()))
                    .addValues(attribute("b", AnyValue.newBuilder().setBoolValue(true).build()))
                    .addValues(
                        attribute(
                            "x",
                            AnyValue.newBuilder()
                                .setBytesValue(ByteString.copyFrom(new byte[] {1, 2}))
                                .build())))
            .build();
    with("gen_ai.operation.name", "execute_tool").with("gen_ai.tool.call.arguments", arguments);
    assertThat(json(((ToolCall) operation()).arguments()))
        .isEqualTo("{\"a\\\"\":[\"ä\\n\",null],\"n\":-5,\"d\":0.5,\"b\":true,\"x\":\"AQI=\"}");
  }

  @Test
  void contentOverTheLimitIsUnreadableNeverCut() throws Exception {
    with("gen_ai.output.messages", "[" + " ".repeat(999) + "]");
    assertThat(call().outputMessages().problem()).isEqualTo("content of 1001 bytes is over 1000");
    span.clear();
    with("gen_ai.output.messages", list(text("x".repeat(1_000))));
    assertThat(call().outputMessages().problem())
        .isEqualTo("structured content is over the limit of bytes or values");
    span.clear();
    AnyValue[] many = new AnyValue[401];
    Arrays.fill(many, AnyValue.newBuilder().setIntValue(1).build());
    with("gen_ai.output.messages", list(many));
    assertThat(call().outputMessages().problem())
        .isEqualTo("structured content is over the limit of bytes or values");
  }

  @Test
  void messagesAreParsedOnce() throws Exception {
    LlmCall call = with("gen_ai.output.messages", "[]").with("gen_ai.input.messages", "[]").call();
    assertThat(call.outputMessages()).isSameAs(call.outputMessages());
    assertThat(call.inputMessages()).isSameAs(call.inputMessages());
  }

  @Test
  void whatTheSpanLacksIsTakenFromItsDetailsEvent() throws Exception {
    span.addEvents(
        Span.Event.newBuilder()
            .setName("gen_ai.client.inference.operation.details")
            .addAttributes(attribute("gen_ai.output.messages", text("[]")))
            .addAttributes(attribute("gen_ai.response.id", text("from event"))));
    LlmCall call = with("gen_ai.response.id", "from span").call();
    assertThat(call.outputMessages().value()).isEmpty();
    assertThat(call.responseId()).isEqualTo("from span");
  }

  @Test
  void aLogRecordOfAnEvaluationIsAScoreAndNoOtherIs() throws Exception {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (String name : List.of("gen_ai.evaluation.result", "gen_ai.choice")) {
      request
          .addResourceLogsBuilder()
          .addScopeLogsBuilder()
          .addLogRecordsBuilder()
          .setEventName(name)
          .addAttributes(attribute("gen_ai.evaluation.name", text("relevance")))
          .addAttributes(attribute("gen_ai.evaluation.score.value", text("0.5")));
    }
    List<LogRecordView> logs =
        LogRecords.named(
            reader.interestingLogs(),
            ByteSlice.of(request.build().toByteArray()),
            ScanLimits.DEFAULT);
    RecordedScore score = requireNonNull(GenAiReader.score(logs.get(0)));
    assertThat(score.name()).isEqualTo("relevance");
    assertThat(score.value()).isEqualTo(0.5);
    assertThat(GenAiReader.score(logs.get(1))).isNull();
  }

  @Test
  void aFieldThatOneSourceHasInTheWrongTypeIsTakenFromTheNext() throws Exception {
    with("gen_ai.usage.input_tokens", "many");
    with("gen_ai.usage.prompt_tokens", AnyValue.newBuilder().setIntValue(7).build());
    with("gen_ai.request.model", "unknown");
    LlmCall call = call();
    assertThat(call.usage().input()).isEqualTo(7);
    assertThat(call.requestModel()).as("a placeholder").isNull();
    assertThat(call.facts().dialect()).isEqualTo("gen_ai");
  }

  private static String json(Captured<JsonValue> captured) {
    return new String(requireNonNull(captured.value()).toByteArray(), StandardCharsets.UTF_8);
  }
}
