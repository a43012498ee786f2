// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.tracewheel.javaagent.mcpconventions.McpCall;
import io.tracewheel.javaagent.mcpconventions.McpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class TracedMonoTest {

  private final Recording recording = new Recording();

  private <T> Mono<T> traced(Mono<T> source) {
    return new TracedMono<>(
        source,
        () ->
            McpCall.send(
                recording.telemetry, Context.current(), new McpRequest("tools/list", null)),
        McpCall::end);
  }

  @Test
  void nothingStartsBeforeTheSubscriptionAndEachOneIsOneRequestAndOneSpan() {
    AtomicInteger requests = new AtomicInteger();
    Mono<Integer> mono = traced(Mono.fromSupplier(requests::incrementAndGet));

    assertThat(recording.finished()).isEmpty();
    assertThat(mono.block()).isEqualTo(1);
    assertThat(mono.block()).isEqualTo(2);
    assertThat(recording.finished()).hasSize(2);
  }

  @Test
  void anEmptyAnswerEndsTheSpanAndStaysEmpty() {
    assertThat(traced(Mono.empty()).hasElement().block()).isFalse();
    assertThat(recording.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void theVeryErrorPassesAndEndsTheSpanWithItsCode() {
    McpError error = new McpError(new JSONRPCError(-32601, "no such method", null));

    assertThatThrownBy(() -> traced(Mono.error(error)).block()).isSameAs(error);

    SpanData span = recording.onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(Recording.attributes(span))
        .containsEntry("error.type", "-32601")
        .containsEntry("rpc.response.status_code", "-32601");
    assertThat(span.getEvents()).isEmpty();
  }

  @Test
  void aTimeoutInsideIsAnError() {
    Mono<Object> never = Mono.never();

    assertThatThrownBy(() -> traced(never.timeout(Duration.ofMillis(20))).block())
        .hasCauseInstanceOf(TimeoutException.class);

    SpanData span = recording.onlySpan();
    assertThat(Recording.attributes(span))
        .containsEntry("error.type", "java.util.concurrent.TimeoutException");
    assertThat(span.getEvents()).hasSize(1);
  }

  @Test
  void cancellationReachesTheSourceAndEndsTheSpanWithoutAnError() {
    AtomicInteger cancelled = new AtomicInteger();
    Mono<Object> source = Mono.never().doOnCancel(cancelled::incrementAndGet);

    traced(source).subscribe().dispose();

    assertThat(cancelled).hasValue(1);
    SpanData span = recording.onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Recording.attributes(span)).containsEntry("tracewheel.stream.end", "cancelled");
  }

  @Test
  void belowRunsInTheCallsContextAndAboveInTheSubscribers() {
    List<String> seen = new ArrayList<>();
    Mono<String> source =
        Mono.fromSupplier(
            () -> {
              seen.add(spanId());
              return "value";
            });

    traced(source)
        .doOnNext(value -> seen.add(spanId()))
        .doOnSuccess(value -> seen.add(spanId()))
        .block();

    String none = "0000000000000000";
    assertThat(seen).containsExactly(recording.onlySpan().getSpanId(), none, none);
    assertThat(spanId()).isEqualTo(none);
  }

  private static String spanId() {
    return Span.current().getSpanContext().getSpanId();
  }

  @Test
  void whatTheSubscriberKeepsInItsReactorContextIsSeenBelow() {
    Mono<Object> source = Mono.deferContextual(view -> Mono.just(view.get("key")));

    assertThat(traced(source).contextWrite(view -> view.put("key", "kept")).block())
        .isEqualTo("kept");
  }

  @Test
  void aRequestThatCannotBeTracedGoesThrough() {
    Mono<String> mono =
        new TracedMono<>(
            Mono.just("value"),
            () -> {
              throw new IllegalStateException("telemetry is broken");
            },
            McpCall::end);

    assertThat(mono.block()).isEqualTo("value");
  }

  @Test
  void anEndThatThrowsChangesNothing() {
    Mono<String> mono =
        new TracedMono<>(
            Mono.just("value"),
            () ->
                McpCall.send(
                    recording.telemetry, Context.current(), new McpRequest("tools/list", null)),
            (call, value) -> {
              throw new IllegalStateException("telemetry is broken");
            });

    assertThat(mono.block()).isEqualTo("value");
  }
}
