// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanSieveTest {
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(500, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .build();

  private final SpanSieve sieve = new SpanSieve();

  private static Span.Builder good(int number) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .setName("x".repeat(number * 7))
        .setUnknownFields(UNKNOWN);
  }

  private static Span.Builder bad(Random random, int number) {
    Span.Builder span = good(number);
    return switch (random.nextInt(5)) {
      case 0 -> span.clearTraceId();
      case 1 -> span.setTraceId(ByteString.copyFrom(new byte[16]));
      case 2 -> span.setTraceId(ByteString.copyFrom(new byte[] {1}));
      case 3 -> span.clearSpanId();
      default -> span.setSpanId(ByteString.copyFrom(new byte[8]));
    };
  }

  @Test
  void whatIsLeftIsTheRequestWithoutItsBadSpansAndWithoutContainersThatHeldNothingElse()
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      ExportTraceServiceRequest.Builder sent = ExportTraceServiceRequest.newBuilder();
      ExportTraceServiceRequest.Builder wanted = ExportTraceServiceRequest.newBuilder();
      sent.setUnknownFields(UNKNOWN);
      wanted.setUnknownFields(UNKNOWN);
      int rejected = 0;
      for (int r = random.nextInt(3); r >= 0; r--) {
        ResourceSpans.Builder sentResource =
            ResourceSpans.newBuilder().setSchemaUrl("r" + r).setUnknownFields(UNKNOWN);
        ResourceSpans.Builder wantedResource = sentResource.clone();
        boolean lost = false;
        for (int s = random.nextInt(3); s > 0; s--) {
          ScopeSpans.Builder sentScope =
              ScopeSpans.newBuilder().setSchemaUrl("s" + s).setUnknownFields(UNKNOWN);
          ScopeSpans.Builder wantedScope = sentScope.clone();
          int before = rejected;
          for (int i = random.nextInt(4); i > 0; i--) {
            if (random.nextInt(3) == 0) {
              sentScope.addSpans(bad(random, i));
              rejected++;
            } else {
              Span.Builder span = good(random.nextInt(40));
              sentScope.addSpans(span);
              wantedScope.addSpans(span);
            }
          }
          sentResource.addScopeSpans(sentScope);
          if (wantedScope.getSpansCount() > 0 || rejected == before) {
            wantedResource.addScopeSpans(wantedScope);
          } else {
            lost = true;
          }
        }
        sent.addResourceSpans(sentResource);
        boolean anySpan =
            wantedResource.getScopeSpansList().stream().anyMatch(one -> one.getSpansCount() > 0);
        if (anySpan || !lost) {
          wanted.addResourceSpans(wantedResource);
        }
      }
      byte[] request = sent.build().toByteArray();

      SpanSieve.Sifted sifted = sieve.sift(ByteSlice.of(request), ScanLimits.DEFAULT);

      assertThat(sifted.rejected()).as("seed %s round %s", seed, round).isEqualTo(rejected);
      assertThat(ExportTraceServiceRequest.parseFrom(sifted.request().toByteArray()))
          .as("seed %s round %s", seed, round)
          .isEqualTo(wanted.build());
      if (rejected == 0) {
        assertThat(sifted.request().toByteArray()).isEqualTo(request);
        assertThat(sifted.firstPlace()).isEmpty();
      } else {
        assertThat(sifted.firstPlace())
            .matches("resourceSpans\\[\\d+]\\.scopeSpans\\[\\d+]\\.spans\\[\\d+]");
      }
    }
  }

  @Test
  void aRequestThatIsDamagedElsewhereIsRefusedAsAWhole() {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(good(1)).addSpans(good(2))))
            .build()
            .toByteArray();
    for (int length = 1; length < request.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(request, length);
      assertThatThrownBy(() -> sieve.sift(ByteSlice.of(cut), ScanLimits.DEFAULT))
          .isInstanceOf(MalformedOtlpException.class);
    }
  }
}
