// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/** Good clients beside bad ones; and requests of strangers, of which bad ones are made. */
final class Bystander implements AutoCloseable {

  private final Stage stage;
  private final int before;

  Bystander(Stage stage) throws InterruptedException {
    this.stage = stage;
    stage.startLoad().awaitAcknowledged(40);
    before = stage.ledger.acknowledged();
  }

  /** Good requests were acknowledged all the while, and are. */
  void wasServed() throws InterruptedException {
    stage.load().awaitAcknowledged(40);
    assertThat(stage.ledger.acknowledged()).isGreaterThan(before + 40);
  }

  /** Ten spans with something to score. */
  static ExportTraceServiceRequest request() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 1; i <= 10; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFromUtf8("stranger-trace-" + i % 10))
              .setSpanId(ByteString.copyFromUtf8("strange" + i % 10))
              .setName("stranger")
              .addAttributes(text("gen_ai.operation.name", "chat"))
              .addAttributes(
                  text(
                      "gen_ai.output.messages",
                      "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]")));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  static String json() {
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":"
        + "\"9\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\","
        + "\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"stranger\",\"kind\":2,\"startTimeUnixNano\":\"1\",\"attributes\":[{\"key\":"
        + "\"gen_ai.operation.name\",\"value\":{\"stringValue\":\"chat\"}}]}]}]}]}";
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Override
  public void close() throws InterruptedException {
    stage.unload();
  }
}
