// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.sink.Export;
import io.tracewheel.smoke.sink.OtlpSink;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Private data in every place of a span, towards destinations that mask it and one that does not.
 */
@Timeout(120)
class MaskedDestinationsIT {
  private static final int REQUESTS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MASKING = "masking: {mask: [all]}";

  @TempDir private Path directory;

  @Test
  void noCanaryLeavesForAMaskedDestinationAndAllForTheBareOne() throws Exception {
    Path file = directory.resolve("masked.jsonl");
    Path config = directory.resolve("config.yaml");
    List<String> canaries = new ArrayList<>();
    try (OtlpSink grpc = OtlpSink.start();
        OtlpSink http = OtlpSink.start();
        OtlpSink bare = OtlpSink.start()) {
      Files.writeString(
          config,
          """
          log: {directory: %s}
          exporters:
            otlp/masked: {endpoint: "127.0.0.1:%d", tls: {insecure: true}, %s}
            otlphttp/masked: {endpoint: "http://127.0.0.1:%d", %s}
            file/masked: {path: %s, %s}
            otlp/bare: {endpoint: "127.0.0.1:%d", tls: {insecure: true}}
          """
              .formatted(
                  directory.resolve("log"),
                  grpc.grpcPort(),
                  MASKING,
                  http.httpPort(),
                  MASKING,
                  file,
                  MASKING,
                  bare.grpcPort()));
      try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString());
          OtlpClient client = new OtlpClient(evaluator)) {
        for (int i = 1; i <= REQUESTS; i++) {
          assertThat(client.grpc(request(i, canaries))).isEqualTo(Status.Code.OK);
        }
        for (OtlpSink sink : List.of(grpc, http, bare)) {
          assertThat(sink.await(PATIENCE, some -> some.spans().size() == REQUESTS))
              .as("%s arrived; %s", sink.spans().size(), evaluator.said())
              .isTrue();
        }
        assertThat(evaluator.terminate(PATIENCE)).as(evaluator.said()).isZero();
        assertThat(count(canaries, List.of(evaluator.said()))).as("in its own words").isZero();
      }
      assertThat(canaries).hasSize(5 * REQUESTS);
      assertThat(count(canaries, bytes(bare))).as("bare").isEqualTo(canaries.size());
      assertThat(count(canaries, bytes(grpc))).as("masked, gRPC").isZero();
      assertThat(count(canaries, bytes(http))).as("masked, HTTP").isZero();
      String lines = Files.readString(file);
      assertThat(lines.lines()).hasSizeGreaterThanOrEqualTo(REQUESTS);
      assertThat(count(canaries, List.of(lines))).as("masked, file").isZero();
      assertThat(lines).contains("[EMAIL]", "[PAYMENT_CARD]", "[AWS_ACCESS_KEY]");
    }
  }

  /** One span with five made-up values: a resource, a name, two messages and an event have one. */
  private static ExportTraceServiceRequest request(int number, List<String> canaries) {
    String email = String.format(Locale.ROOT, "canary%05d@example.org", number);
    String user = String.format(Locale.ROOT, "user%05d@example.net", number);
    String card = card(number);
    String key = String.format(Locale.ROOT, "AKIAQWERTYUIOP%06d", number);
    String iban = iban(number);
    canaries.addAll(List.of(email, user, card, key, iban));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("owner", email)))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(id(number, 16))
                                .setSpanId(id(number, 8))
                                .setName("handle " + user)
                                .setStartTimeUnixNano(1)
                                .setEndTimeUnixNano(2)
                                .addAttributes(text("gen_ai.operation.name", "chat"))
                                .addAttributes(messages("gen_ai.input.messages", "user", card))
                                .addAttributes(
                                    messages("gen_ai.output.messages", "assistant", "Use " + key))
                                .addEvents(
                                    Span.Event.newBuilder()
                                        .setName("paid")
                                        .addAttributes(text("from", iban))))))
        .build();
  }

  private static KeyValue messages(String key, String role, String said) {
    return text(
        key,
        "[{\"role\":\"%s\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}]"
            .formatted(role, said));
  }

  /** Sixteen digits that begin as Visa's do, the last one by Luhn's formula. */
  private static String card(int number) {
    String digits = String.format(Locale.ROOT, "411111%09d", number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      int weighted = i % 2 == 0 ? 2 * digit : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return digits + (10 - sum % 10) % 10;
  }

  /** A German account number with its check digits (mod 97). */
  private static String iban(int number) {
    String account = String.format(Locale.ROOT, "37040044%010d", number);
    int rest = 0;
    for (char digit : (account + "131400").toCharArray()) {
      rest = (rest * 10 + digit - '0') % 97;
    }
    return String.format(Locale.ROOT, "DE%02d%s", 98 - rest, account);
  }

  private static List<String> bytes(OtlpSink sink) {
    return sink.kept().stream()
        .map(Export::request)
        .map(request -> request.toByteString().toString(UTF_8))
        .toList();
  }

  /** How many of them stand in any of the texts. */
  private static long count(List<String> canaries, List<String> texts) {
    String all = String.join("\n", texts);
    return canaries.stream().filter(all::contains).count();
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
