// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Requests to send in tests. */
final class Requests {
  private Requests() {}

  static ExportTraceServiceRequest traces(int first, int count) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = first; i < first + count; i++) {
      spans.addSpans(
          Span.newBuilder()
              .setTraceId(
                  ByteString.copyFrom(
                      new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
              .setSpanId(
                  ByteString.copyFrom(
                      new byte[] {
                        1, 0, 0, 0, (byte) (i >> 24), (byte) (i >> 16), (byte) (i >> 8), (byte) i
                      }))
              .setName("span-" + i)
              .setStartTimeUnixNano(1_000_000_000L + i)
              .setEndTimeUnixNano(2_000_000_000L + i)
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("http.route")
                      .setValue(AnyValue.newBuilder().setStringValue("/checkout"))));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build();
  }

  /** One span whose attribute has so many bytes. */
  static ExportTraceServiceRequest large(int bytes) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            traces(1, 1)
                                .getResourceSpans(0)
                                .getScopeSpans(0)
                                .getSpans(0)
                                .toBuilder()
                                .addAttributes(
                                    KeyValue.newBuilder()
                                        .setKey("text")
                                        .setValue(
                                            AnyValue.newBuilder()
                                                .setStringValue("x".repeat(bytes)))))))
        .build();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** So many zero bytes, compressed: about a thousandth. */
  static byte[] bomb(long zeros) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (long written = 0; written < zeros; written += block.length) {
        gzip.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
