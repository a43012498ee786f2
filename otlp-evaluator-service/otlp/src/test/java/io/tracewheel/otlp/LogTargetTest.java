// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTargetTest {

  @Test
  void recordsOfSpansWhoseRequestIsGoneKeepIdsAndResource() throws Exception {
    byte[] bytes =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(spans("shop", 1, 2))
            .addResourceSpans(spans("bank", 3))
            .build()
            .toByteArray();
    TraceRequest request = new TraceRequest();
    request.scan(ByteSlice.of(bytes), AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    List<LogTarget> targets = new ArrayList<>();
    for (int i = 0; i < request.selectedCount(); i++) {
      targets.add(LogTarget.of(request.selected(i)));
    }
    Arrays.fill(bytes, (byte) 0);

    LogRecordsWriter writer = new LogRecordsWriter("scope", "");
    for (int round = 0; round < 2; round++) {
      writer.begin();
      targets.forEach(target -> writer.add(target, 5, 6, 9, "e").put("k", 1));
      ExportLogsServiceRequest logs =
          ExportLogsServiceRequest.parseFrom(writer.finish().toByteArray());
      assertThat(logs.getResourceLogsList())
          .extracting(
              resource ->
                  resource.getResource().getAttributes(0).getValue().getStringValue()
                      + resource.getScopeLogs(0).getLogRecordsCount())
          .containsExactly("shop2", "bank1");
      LogRecord record = logs.getResourceLogs(1).getScopeLogs(0).getLogRecords(0);
      assertThat(record.getSpanId()).isEqualTo(id(3, 8));
      assertThat(record.getTraceId()).isEqualTo(id(9, 16));
      assertThat(record.getEventName()).isEqualTo("e");
      assertThat(record.getTimeUnixNano()).isEqualTo(5);
      assertThat(record.getAttributesCount()).isEqualTo(1);
    }
  }

  @Test
  void everySpanIsSelectedEvenWithoutAttributes() throws Exception {
    ExportTraceServiceRequest spans =
        ExportTraceServiceRequest.newBuilder().addResourceSpans(spans("shop", 1, 2)).build();
    TraceRequest request = new TraceRequest();
    request.scan(ByteSlice.of(spans.toByteArray()), AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    assertThat(request.selectedCount()).isEqualTo(2);
    request.scan(
        ByteSlice.of(spans.toByteArray()), AttributeKeys.withPrefix("a"), ScanLimits.DEFAULT);
    assertThat(request.selectedCount()).isZero();
  }

  private static ResourceSpans spans(String service, int... ids) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int id : ids) {
      scope.addSpans(Span.newBuilder().setTraceId(id(9, 16)).setSpanId(id(id, 8)));
    }
    return ResourceSpans.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("service.name")
                        .setValue(AnyValue.newBuilder().setStringValue(service))))
        .addScopeSpans(scope)
        .build();
  }

  private static ByteString id(int last, int length) {
    byte[] id = new byte[length];
    id[length - 1] = (byte) last;
    return ByteString.copyFrom(id);
  }
}
