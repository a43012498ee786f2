// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpliceDifferentialTest {
  static final AttributeKeys GEN_AI = AttributeKeys.withPrefix("gen_ai.");

  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();

  @ParameterizedTest(name = "odd in one of {0} places")
  @ValueSource(ints = {Integer.MAX_VALUE, 100, 20, 4})
  void splicingEqualsDecodeEditEncodeByProtobufJava(int oddity) throws Exception {
    int edited = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      ExportTraceServiceRequest plain =
          new RandomMessages(random).fill(ExportTraceServiceRequest.getDefaultInstance());
      byte[] bytes =
          new WireMangler(random, oddity)
              .mangle(ExportTraceServiceRequest.getDescriptor(), plain.toByteArray());
      ByteSlice slice = shifted(bytes, random.nextInt(5));

      request.scan(slice, GEN_AI, ScanLimits.DEFAULT);
      splicer.begin(request);
      for (int i = 0; i < request.selectedCount(); i++) {
        if (editsSpan(seed, i)) {
          splicer
              .append(i)
              .put("tracewheel.text", "é" + i + "𝄞 " + "x".repeat(i * 40))
              .put("tracewheel.score", 0.5 + i)
              .put("tracewheel.count", -i * 1000L)
              .put("tracewheel.ok", i % 2 == 0)
              .put("tracewheel.list", List.of("a", "", "ß"));
        }
      }
      ExportTraceServiceRequest.Builder expected =
          ExportTraceServiceRequest.parseFrom(bytes).toBuilder();
      edited += edit(expected, seed);

      assertThat(request.selectedCount()).as("selected, seed %s", seed).isEqualTo(selected);
      assertThat(request.spanCount()).as("spans, seed %s", seed).isEqualTo(spans);
      assertThat(request.spansWithInvalidIds()).as("ids, seed %s", seed).isEqualTo(invalidIds);
      assertThat(ExportTraceServiceRequest.parseFrom(splicer.splice().toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(expected.build());
    }
    assertThat(edited).as("spans edited in all").isGreaterThan(300);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3})
  void aRequestToWhichNothingIsAppendedIsTheVeryBytesThatCame(int seed) throws Exception {
    byte[] bytes =
        new RandomMessages(new Random(seed))
            .fill(ExportTraceServiceRequest.getDefaultInstance())
            .toByteArray();
    ByteSlice slice = ByteSlice.of(bytes);
    request.scan(slice, GEN_AI, ScanLimits.DEFAULT);
    splicer.begin(request);
    for (int i = 0; i < request.selectedCount(); i++) {
      splicer.append(i);
    }
    assertThat(splicer.splice()).isSameAs(slice);
  }

  @ParameterizedTest(name = "odd in one of {0} places")
  @ValueSource(ints = {Integer.MAX_VALUE, 20, 4})
  void viewsReadWhatProtobufJavaReads(int oddity) throws Exception {
    int read = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      ExportTraceServiceRequest plain =
          new RandomMessages(random).fill(ExportTraceServiceRequest.getDefaultInstance());
      byte[] bytes =
          new WireMangler(random, oddity)
              .mangle(ExportTraceServiceRequest.getDescriptor(), plain.toByteArray());
      request.scan(shifted(bytes, 3), GEN_AI, ScanLimits.DEFAULT);
      int i = 0;
      for (ResourceSpans resource :
          ExportTraceServiceRequest.parseFrom(bytes).getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            if (isSelected(span)) {
              new ViewComparison("seed " + seed)
                  .assertSame(request.selected(i++), resource, scope, span);
              read++;
            }
          }
        }
      }
    }
    assertThat(read).as("spans read in all").isGreaterThan(300);
  }

  @ParameterizedTest(name = "odd in one of {0} places")
  @ValueSource(ints = {Integer.MAX_VALUE, 20, 4})
  void logRecordsCarryIdsAndResourceOfTheirSpans(int oddity) throws Exception {
    LogRecordsWriter writer = new LogRecordsWriter("io.tracewheel.evaluator", "1.2");
    int records = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ExportTraceServiceRequest plain =
          new RandomMessages(random).fill(ExportTraceServiceRequest.getDefaultInstance());
      byte[] bytes =
          new WireMangler(random, oddity)
              .mangle(ExportTraceServiceRequest.getDescriptor(), plain.toByteArray());
      request.scan(ByteSlice.of(bytes), GEN_AI, ScanLimits.DEFAULT);
      writer.begin();
      for (int i = 0; i < request.selectedCount(); i++) {
        for (int n = 0; n <= i % 3; n++) {
          writer
              .add(request.selected(i), 5 + n, -7, 9, "gen_ai.evaluation.result")
              .put("gen_ai.evaluation.score.value", n / 4.0);
        }
      }
      assertThat(
              io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest.parseFrom(
                  writer.finish().toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(LogExpectation.of(ExportTraceServiceRequest.parseFrom(bytes)));
      records += writer.records();
    }
    assertThat(records).isGreaterThan(300);
  }

  private int selected;
  private int spans;
  private int invalidIds;

  private static boolean editsSpan(int seed, int selected) {
    return (seed + selected) % 4 != 0;
  }

  private int edit(ExportTraceServiceRequest.Builder builder, int seed) {
    selected = 0;
    spans = 0;
    invalidIds = 0;
    int edited = 0;
    for (ResourceSpans.Builder resource : builder.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        for (Span.Builder span : scope.getSpansBuilderList()) {
          spans++;
          if (!validId(span.getTraceId().toByteArray(), 16)
              || !validId(span.getSpanId().toByteArray(), 8)) {
            invalidIds++;
          }
          if (isSelected(span.build())) {
            int i = selected++;
            if (editsSpan(seed, i)) {
              edited++;
              span.addAttributes(
                  attribute(
                      "tracewheel.text",
                      AnyValue.newBuilder().setStringValue("é" + i + "𝄞 " + "x".repeat(i * 40))));
              span.addAttributes(
                  attribute("tracewheel.score", AnyValue.newBuilder().setDoubleValue(0.5 + i)));
              span.addAttributes(
                  attribute("tracewheel.count", AnyValue.newBuilder().setIntValue(-i * 1000L)));
              span.addAttributes(
                  attribute("tracewheel.ok", AnyValue.newBuilder().setBoolValue(i % 2 == 0)));
              ArrayValue.Builder list = ArrayValue.newBuilder();
              for (String text : List.of("a", "", "ß")) {
                list.addValues(AnyValue.newBuilder().setStringValue(text));
              }
              span.addAttributes(
                  attribute("tracewheel.list", AnyValue.newBuilder().setArrayValue(list)));
            }
          }
        }
      }
    }
    return edited;
  }

  private static boolean validId(byte[] id, int length) {
    boolean zeros = true;
    for (byte b : id) {
      zeros &= b == 0;
    }
    return id.length == length && !zeros;
  }

  static boolean isSelected(Span span) {
    return span.getAttributesList().stream().anyMatch(a -> a.getKey().startsWith("gen_ai."))
        || span.getEventsList().stream().anyMatch(e -> e.getName().startsWith("gen_ai."));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** The bytes at an offset inside a larger array, to catch confusion of offset and position. */
  static ByteSlice shifted(byte[] bytes, int offset) {
    byte[] larger = new byte[bytes.length + 2 * offset];
    java.util.Arrays.fill(larger, (byte) 0xff);
    System.arraycopy(bytes, 0, larger, offset, bytes.length);
    return new ByteSlice(larger, offset, bytes.length);
  }

  /** The log request that the records of all selected spans make. */
  private static final class LogExpectation {
    static io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest of(
        ExportTraceServiceRequest traces) throws InvalidProtocolBufferException {
      var logs = io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest.newBuilder();
      int i = 0;
      for (ResourceSpans resource : traces.getResourceSpansList()) {
        var scopeLogs = io.opentelemetry.proto.logs.v1.ScopeLogs.newBuilder();
        scopeLogs.getScopeBuilder().setName("io.tracewheel.evaluator").setVersion("1.2");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            if (!isSelected(span)) {
              continue;
            }
            for (int n = 0; n <= i % 3; n++) {
              scopeLogs
                  .addLogRecordsBuilder()
                  .setTraceId(span.getTraceId())
                  .setSpanId(span.getSpanId())
                  .setTimeUnixNano(5 + n)
                  .setObservedTimeUnixNano(-7)
                  .setSeverityNumberValue(9)
                  .setEventName("gen_ai.evaluation.result")
                  .addAttributes(
                      attribute(
                          "gen_ai.evaluation.score.value",
                          AnyValue.newBuilder().setDoubleValue(n / 4.0)));
            }
            i++;
          }
        }
        if (scopeLogs.getLogRecordsCount() > 0) {
          var resourceLogs =
              logs.addResourceLogsBuilder()
                  .addScopeLogs(scopeLogs)
                  .setSchemaUrl(resource.getSchemaUrl());
          // An empty resource says no more than none.
          if (!resource.getResource().equals(Resource.getDefaultInstance())) {
            resourceLogs.setResource(resource.getResource());
          }
        }
      }
      return logs.build();
    }
  }
}
