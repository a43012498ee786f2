// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.splice;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * The same edit on protobuf-java's generated classes: decode, add, encode. Builders are made only
 * of what changes, which is the cheapest that these classes allow.
 */
final class DecodeWay {
  private static final KeyValue SCORE =
      attribute(SpliceWay.SCORE, AnyValue.newBuilder().setDoubleValue(0.0));
  private static final KeyValue LABEL =
      attribute(SpliceWay.LABEL, AnyValue.newBuilder().setStringValue("fail"));
  private static final KeyValue EXPLANATION =
      attribute(
          SpliceWay.EXPLANATION, AnyValue.newBuilder().setStringValue(SpliceWay.EXPLANATION_TEXT));

  private DecodeWay() {}

  static byte[] edit(byte[] bytes) throws InvalidProtocolBufferException {
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(bytes);
    ExportTraceServiceRequest.Builder edited = request.toBuilder();
    for (int r = 0; r < request.getResourceSpansCount(); r++) {
      ResourceSpans resource = request.getResourceSpans(r);
      for (int s = 0; s < resource.getScopeSpansCount(); s++) {
        ScopeSpans scope = resource.getScopeSpans(s);
        for (int i = 0; i < scope.getSpansCount(); i++) {
          if (isGenAi(scope.getSpans(i))) {
            edited
                .getResourceSpansBuilder(r)
                .getScopeSpansBuilder(s)
                .getSpansBuilder(i)
                .addAttributes(SCORE)
                .addAttributes(LABEL)
                .addAttributes(EXPLANATION);
          }
        }
      }
    }
    return edited.build().toByteArray();
  }

  private static boolean isGenAi(Span span) {
    for (int i = 0; i < span.getAttributesCount(); i++) {
      if (span.getAttributes(i).getKey().startsWith("gen_ai.")) {
        return true;
      }
    }
    return false;
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}
