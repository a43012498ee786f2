// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleSet;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was said in a span, told by log records that come in requests of their own. */
@Timeout(60)
class JoinedContentTest {
  private static final long PLENTY = 1L << 30;
  private static final String ANSWER =
      "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"on Friday\"}]}]";

  @TempDir private Path directory;

  private RuleSet rules() throws Exception {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(
        file, "rules:\n  - {name: friday, evaluator: latency, filter: answer == \"on Friday\"}\n");
    return RuleCompiler.compile(file);
  }

  @Test
  void recordsBeforeTheSpanTellWhatWasSaidInIt() throws Exception {
    try (Stream stream = new Stream(rules(), Stream.limits(2, PLENTY, PLENTY))) {
      logs(stream, details(1));
      stream.pass(Duration.ofMillis(100));
      stream.send(List.of(span(1).build()));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).extracting(Stream.Event::name).containsExactly("friday");
    }
  }

  @Test
  void recordsAfterTheSpanTellItToo() throws Exception {
    try (Stream stream = new Stream(rules(), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(List.of(span(1).build()));
      logs(stream, details(1));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).extracting(Stream.Event::name).containsExactly("friday");
    }
  }

  @Test
  void recordsThatComeAfterTheScoresChangeThem() throws Exception {
    try (Stream stream = new Stream(rules(), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(List.of(span(1).build()));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).as("nobody knows yet what was said").isEmpty();
      logs(stream, details(1));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).extracting(Stream.Event::name).containsExactly("friday");
    }
  }

  @Test
  void rulesOfSpansAreRunAgainWithWhatRecordsTellWheneverTheyCome() throws Exception {
    for (boolean before : new boolean[] {true, false}) {
      try (Stream stream = new Stream(spanRules(), Stream.limits(2, PLENTY, PLENTY))) {
        if (before) {
          logs(stream, details(1));
        }
        stream.send(List.of(span(1).build()));
        if (!before) {
          logs(stream, details(1));
        }
        stream.pass(Stream.QUIET);
        stream.pass(Stream.QUIET);
        assertThat(scores(stream))
            .extracting(Stream.Event::name)
            .containsExactlyInAnyOrder("names_a_day", "said_all");
        assertThat(scores(stream))
            .allSatisfy(
                event ->
                    assertThat(event.attributes())
                        .containsEntry("tracewheel.score.target", "span")
                        .containsEntry("tracewheel.score.revision", "0")
                        .containsEntry("gen_ai.evaluation.score.label", "pass"));
      }
    }
  }

  @Test
  void aScoreThatASpanHadOnItsWayIsGivenAgainOnlyIfTheRecordsChangeIt() throws Exception {
    // Without content no tokens and a natural stop fail; with it there is an answer.
    Span.Builder empty =
        span(1)
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("gen_ai.usage.output_tokens")
                    .setValue(AnyValue.newBuilder().setIntValue(0)))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("gen_ai.response.finish_reasons")
                    .setValue(
                        AnyValue.newBuilder()
                            .setArrayValue(
                                ArrayValue.newBuilder()
                                    .addValues(AnyValue.newBuilder().setStringValue("stop")))));
    try (Stream stream = new Stream(spanRules(), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(List.of(empty.build()));
      logs(stream, details(1));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream))
          .extracting(event -> event.name() + " " + event.revision())
          .as("complete stays what it was, said_all takes the place of a fail")
          .containsExactlyInAnyOrder("names_a_day 0", "said_all 1");
    }
  }

  @Test
  void aSpanThatSaysItItselfIsLeftToItsWay() throws Exception {
    try (Stream stream = new Stream(spanRules(), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(List.of(span(1).addAttributes(text("gen_ai.output.messages", ANSWER)).build()));
      logs(stream, details(1));
      stream.pass(Stream.QUIET);
      stream.send(List.of(span(2).build()));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).isEmpty();
    }
  }

  private RuleSet spanRules() throws Exception {
    Path file = directory.resolve("spans.yaml");
    Files.writeString(
        file,
        """
        rules:
          - {name: names_a_day, evaluator: contains, scope: span, params: {expected: Friday}}
          - {name: said_all, evaluator: answer_not_empty}
          - {name: complete, evaluator: answer_complete}
        """);
    return RuleCompiler.compile(file);
  }

  @Test
  void recordsOfOtherSpansAndTracesAndOtherNamesTellNothing() throws Exception {
    try (Stream stream = new Stream(rules(), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(List.of(span(1).build()));
      logs(stream, details(2));
      logs(stream, details(1).setEventName("app.answer"));
      logs(stream, details(1).setSpanId(id(9, 8)));
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).isEmpty();
      stream.pass(Stream.LATE);
      stream.pass(Stream.LATE);
      assertThat(stream.traces.bytes()).as("nothing is kept for ever").isZero();
    }
  }

  @Test
  void moreThanATraceMayHaveIsLeftOut() throws Exception {
    try (Stream stream = new Stream(rules(), Stream.limits(2, 20_000, PLENTY))) {
      stream.send(List.of(span(1).build()));
      for (int i = 0; i < 100; i++) {
        logs(stream, details(1).addAttributes(text("padding", "x".repeat(1_000))));
      }
      assertThat(stream.most).isLessThan(60_000);
      stream.pass(Stream.QUIET);
      assertThat(scores(stream)).hasSize(1);
      assertThat(scores(stream).get(0).attributes())
          .containsEntry("tracewheel.trace.complete", "false");
    }
  }

  private static List<Stream.Event> scores(Stream stream) {
    return stream.events().stream().filter(event -> !event.name().isEmpty()).toList();
  }

  private static void logs(Stream stream, LogRecord.Builder record) {
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
            .build()
            .toByteArray();
    stream.append(Signal.LOGS, ByteSlice.of(request));
    stream.take(stream.log.get(stream.log.size() - 1), false);
  }

  private static LogRecord.Builder details(int number) {
    return LogRecord.newBuilder()
        .setEventName("gen_ai.client.inference.operation.details")
        .setTraceId(id(number, 16))
        .setSpanId(id(number, 8))
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.output.messages", ANSWER));
  }

  private static Span.Builder span(int number) {
    return Span.newBuilder()
        .setTraceId(id(number, 16))
        .setSpanId(id(number, 8))
        .setName("chat")
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(1_000_000)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.request.model", "m"));
  }

  private static ByteString id(int number, int length) {
    return ByteString.copyFrom(ByteBuffer.allocate(length).putInt(number).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
