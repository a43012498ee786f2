// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSplitTest {
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
          .build();

  private static int place(byte[] traceId, int parts) {
    return Math.floorMod(Arrays.hashCode(traceId), parts);
  }

  private static ExportTraceServiceRequest request(Random random, int traces) {
    ExportTraceServiceRequest.Builder request =
        ExportTraceServiceRequest.newBuilder().setUnknownFields(UNKNOWN);
    for (int r = random.nextInt(4); r >= 0; r--) {
      ResourceSpans.Builder resource =
          ResourceSpans.newBuilder()
              .setResource(Resource.newBuilder().setDroppedAttributesCount(r))
              .setSchemaUrl("r" + r)
              .setUnknownFields(UNKNOWN);
      for (int s = random.nextInt(3); s >= 0; s--) {
        ScopeSpans.Builder scope =
            ScopeSpans.newBuilder().setSchemaUrl("s" + s).setUnknownFields(UNKNOWN);
        for (int i = random.nextInt(6); i > 0; i--) {
          byte[] traceId = new byte[16];
          new Random(random.nextInt(traces)).nextBytes(traceId);
          scope.addSpans(
              Span.newBuilder()
                  .setName("n".repeat(random.nextInt(200)) + random.nextInt())
                  .setTraceId(ByteString.copyFrom(traceId))
                  .setUnknownFields(UNKNOWN));
        }
        resource.addScopeSpans(scope);
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private static List<String> spans(ExportTraceServiceRequest request, int parts, int part) {
    List<String> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          if (part < 0 || place(span.getTraceId().toByteArray(), parts) == part) {
            spans.add(
                resource.getResource()
                    + resource.getSchemaUrl()
                    + resource.getUnknownFields()
                    + scope.getSchemaUrl()
                    + scope.getUnknownFields()
                    + span);
          }
        }
      }
    }
    return spans;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void every_part_has_all_spans_of_its_traces_in_order_with_all_that_is_around_them(long seed)
      throws Exception {
    Random random = new Random(seed);
    TraceSplit split = new TraceSplit();
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(7);
      ExportTraceServiceRequest request = request(random, 1 + random.nextInt(10));
      byte[] body = request.toByteArray();
      byte[] framed = new byte[body.length + 9];
      System.arraycopy(body, 0, framed, 5, body.length);
      Map<Integer, ByteSlice> parts =
          split.split(
              new ByteSlice(framed, 5, body.length),
              traceId -> place(traceId.toByteArray(), count),
              ScanLimits.DEFAULT);
      String where = "seed " + seed + ", round " + round;
      int found = 0;
      for (Map.Entry<Integer, ByteSlice> part : parts.entrySet()) {
        ExportTraceServiceRequest read =
            ExportTraceServiceRequest.parseFrom(part.getValue().toByteArray());
        assertThat(spans(read, count, -1))
            .as(where)
            .isEqualTo(spans(request, count, part.getKey()));
        assertThat(read.getUnknownFields()).as(where).isEqualTo(UNKNOWN);
        found += spans(read, count, -1).size();
      }
      assertThat(found).as(where).isEqualTo(spans(request, count, -1).size());
      if (parts.size() == 1) {
        ByteSlice whole = parts.values().iterator().next();
        assertThat(whole.toByteArray()).as(where).isEqualTo(body);
      }
    }
  }

  @Test
  void a_request_without_spans_is_one_part() throws Exception {
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("x"))
            .build()
            .toByteArray();
    Map<Integer, ByteSlice> parts =
        new TraceSplit().split(ByteSlice.of(body), traceId -> 3, ScanLimits.DEFAULT);
    assertThat(parts).containsOnlyKeys(3);
  }
}
