// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRecordsTest {
  private static final AttributeKeys GEN_AI = AttributeKeys.withPrefix("gen_ai.");

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static ByteSlice request(LogRecord... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request.addResourceLogsBuilder();
    for (LogRecord record : records) {
      request.addResourceLogsBuilder().addScopeLogsBuilder().addLogRecords(record);
    }
    return ByteSlice.of(request.build().toByteArray());
  }

  @Test
  void recordsAreFoundByTheirNameInTheFieldOrInTheAttribute() throws Exception {
    ByteSlice request =
        request(
            LogRecord.newBuilder()
                .setEventName("gen_ai.choice")
                .setTimeUnixNano(7)
                .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                .setSpanId(ByteString.copyFromUtf8("01234567"))
                .setBody(text("said"))
                .addAttributes(attribute("k", "v"))
                .build(),
            LogRecord.newBuilder().setBody(text("gen_ai. in a body is no name")).build(),
            LogRecord.newBuilder().addAttributes(attribute("event.name", "gen_ai.x")).build(),
            LogRecord.newBuilder()
                .setEventName("other")
                .addAttributes(attribute("event.name", "gen_ai.x"))
                .build());
    List<LogRecordView> records = LogRecords.named(GEN_AI, request, ScanLimits.DEFAULT);
    assertThat(records)
        .extracting(LogRecordView::eventName)
        .containsExactly("gen_ai.choice", "gen_ai.x");
    LogRecordView first = records.get(0);
    assertThat(first.timeUnixNano()).isEqualTo(7);
    assertThat(first.traceId().utf8()).isEqualTo("0123456789abcdef");
    assertThat(first.spanId().utf8()).isEqualTo("01234567");
    assertThat(first.body().string()).isEqualTo("said");
    assertThat(first.attributes().string("k")).isEqualTo("v");
    assertThat(records.get(1).body().kind()).isEqualTo(Value.Kind.EMPTY);
  }

  @Test
  void brokenBytesAndTooManyRecordsAreRefused() {
    ByteSlice whole = request(LogRecord.newBuilder().setEventName("gen_ai.choice").build());
    ByteSlice cut = new ByteSlice(whole.array(), 0, whole.length() - 1);
    assertThatThrownBy(() -> LogRecords.named(GEN_AI, cut, ScanLimits.DEFAULT))
        .isInstanceOf(MalformedOtlpException.class);
  }
}
