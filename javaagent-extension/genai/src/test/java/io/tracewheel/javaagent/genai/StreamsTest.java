// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.tracewheel.javaagent.genai.GenAiCallTest.chat;
import static io.tracewheel.javaagent.genai.GenAiCallTest.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ways in which a streamed or asynchronous answer ends. */
class StreamsTest {

  private static final String PIECE = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}";
  private static final String LAST =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  private final Recording recording = new Recording(ContentCapture.SPAN_ONLY);
  private final GenAiCall call =
      start(recording, Context.root(), Layer.VENDOR_SDK, chat().streaming());
  private final StreamCall stream = new StreamCall(call, new OpenAiChatStream(recording.telemetry));

  @Test
  void aStreamReadToItsEndEndsTheCallThoughNobodyClosesIt() {
    Stream<String> traced =
        TracedStreams.stream(Stream.of(PIECE, PIECE, LAST), stream, chunk -> chunk);
    assertThat(traced.toList()).containsExactly(PIECE, PIECE, LAST);
    assertThat(attributes())
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKey("tracewheel.stream.end");
    assertThat((String) attributes().get("gen_ai.output.messages")).contains("\"xx\"");
  }

  @Test
  void closingBeforeTheLastChunkIsACancellationAndClosesTheSource() {
    List<String> closed = new ArrayList<>();
    Stream<String> source = Stream.of(PIECE, LAST).onClose(() -> closed.add("source"));
    try (Stream<String> traced = TracedStreams.stream(source, stream, chunk -> chunk)) {
      assertThat(traced.findFirst()).contains(PIECE);
      assertThat(recording.spans.getFinishedSpanItems()).isEmpty();
    }
    assertThat(closed).containsExactly("source");
    assertThat(attributes()).containsEntry("tracewheel.stream.end", "cancelled");
    assertThat(recording.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void closingAfterTheLastChunkWasSeenIsAnOrdinaryEnd() {
    try (Stream<String> traced =
        TracedStreams.stream(Stream.of(LAST, PIECE), stream, chunk -> chunk)) {
      assertThat(traced.findFirst()).contains(LAST);
    }
    assertThat(attributes()).doesNotContainKey("tracewheel.stream.end");
  }

  @Test
  void whatTheSourceThrowsFailsTheCallAndReachesTheApplication() {
    IllegalStateException failure = new IllegalStateException("connection reset");
    Stream<String> source =
        Stream.of(PIECE, LAST)
            .peek(
                chunk -> {
                  if (chunk.equals(LAST)) {
                    throw failure;
                  }
                });
    Stream<String> traced = TracedStreams.stream(source, stream, chunk -> chunk);
    assertThatThrownBy(() -> traced.forEach(chunk -> {})).isSameAs(failure);
    assertThat(attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
  }

  @Test
  void whatTheApplicationThrowsWhileReadingIsNoFailureOfTheCall() {
    Stream<String> traced = TracedStreams.stream(Stream.of(PIECE, LAST), stream, chunk -> chunk);
    assertThatThrownBy(
            () ->
                traced.forEach(
                    chunk -> {
                      throw new IllegalArgumentException("mine");
                    }))
        .hasMessage("mine");
    assertThat(attributes())
        .containsEntry("tracewheel.stream.end", "cancelled")
        .doesNotContainKey("error.type");
  }

  @Test
  void anIteratorEndsWhereItEndsAndFailsWhereItFails() {
    Iterator<String> traced =
        TracedStreams.iterator(List.of(PIECE, LAST).iterator(), stream, chunk -> chunk);
    assertThat(traced.next()).isEqualTo(PIECE);
    assertThat(traced.next()).isEqualTo(LAST);
    assertThat(recording.spans.getFinishedSpanItems()).isEmpty();
    assertThat(traced.hasNext()).isFalse();
    recording.onlySpan();
  }

  @Test
  void chunksThatCannotBeReadDoNotDisturbTheStream() {
    Stream<String> traced =
        TracedStreams.stream(
            Stream.of("a", "b"),
            stream,
            chunk -> {
              throw new IllegalStateException("no JSON of this");
            });
    assertThat(traced.toList()).containsExactly("a", "b");
    assertThat(recording.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aStreamThatTheApplicationDropsIsReportedWhenItIsGarbage() throws Exception {
    int before = AbandonedCalls.watched();
    stream.watch(new Object());
    assertThat(AbandonedCalls.watched()).isEqualTo(before + 1);
    for (int i = 0; i < 100 && recording.spans.getFinishedSpanItems().isEmpty(); i++) {
      System.gc();
      Thread.sleep(20);
      AbandonedCalls.report(recording.telemetry);
    }
    assertThat(attributes()).containsEntry("tracewheel.stream.end", "abandoned");
    assertThat(AbandonedCalls.watched()).isEqualTo(before);
  }

  @Test
  void aStreamThatNobodyReadsOnIsReportedAfterTheBoundThoughATransportHoldsIt() {
    Object held = stream.watch(new Object());
    stream.onChunk(PIECE);
    recording.nanos.addAndGet(TimeUnit.SECONDS.toNanos(GenAiSettings.DEFAULT_ABANDONED_AFTER));
    AbandonedCalls.report(recording.telemetry);
    assertThat(recording.spans.getFinishedSpanItems()).isEmpty();

    recording.nanos.addAndGet(TimeUnit.SECONDS.toNanos(GenAiSettings.DEFAULT_ABANDONED_AFTER));
    AbandonedCalls.report(recording.telemetry);
    assertThat(attributes()).containsEntry("tracewheel.stream.end", "abandoned");
    assertThat((String) attributes().get("gen_ai.output.messages")).contains("\"x\"");
    assertThat(held).isNotNull();
  }

  @Test
  void aStreamThatIsReadOnIsNotAbandonedHoweverSlowlyItGoes() {
    long bound = TimeUnit.SECONDS.toNanos(GenAiSettings.DEFAULT_ABANDONED_AFTER);
    Object held = stream.watch(new Object());
    for (int i = 0; i < 100; i++) {
      stream.onChunk(PIECE);
      recording.nanos.addAndGet(bound * 9 / 10);
      AbandonedCalls.report(recording.telemetry);
    }
    assertThat(recording.spans.getFinishedSpanItems()).isEmpty();
    recording.nanos.addAndGet(2 * bound);
    AbandonedCalls.report(recording.telemetry);
    assertThat(attributes()).containsEntry("tracewheel.stream.end", "abandoned");
    assertThat(held).isNotNull();
  }

  @Test
  void aModelMayTakeAsLongAsItLikesToBegin() {
    Object held = stream.watch(new Object());
    recording.nanos.addAndGet(TimeUnit.DAYS.toNanos(1));
    AbandonedCalls.report(recording.telemetry);
    assertThat(recording.spans.getFinishedSpanItems()).isEmpty();
    stream.onEnd();
    assertThat(held).isNotNull();
  }

  @Test
  void aCallThatEndsIsNoLongerWatched() {
    int before = AbandonedCalls.watched();
    Object handle = new Object();
    stream.watch(handle);
    stream.onEnd();
    assertThat(AbandonedCalls.watched()).isEqualTo(before);
  }

  @Test
  void aFuturesResultEndsTheCallAndReachesTheApplication() {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> traced =
        TracedFutures.map(
            source,
            call,
            result -> {
              call.end(OpenAiChat.response(OpenAiChatTest.RESPONSE, false));
              return result + "!";
            });
    source.complete("done");
    assertThat(traced.join()).isEqualTo("done!");
    assertThat(attributes()).containsEntry("gen_ai.response.id", "chatcmpl-1");
  }

  @Test
  void aFuturesFailureReachesTheApplicationAsItIs() {
    IllegalStateException failure = new IllegalStateException("503");
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> traced = TracedFutures.map(source, call, result -> result);
    source.completeExceptionally(failure);
    assertThatThrownBy(traced::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(failure);
    assertThat(attributes()).containsEntry("error.type", "java.lang.IllegalStateException");
  }

  @Test
  void cancellingTheFutureCancelsSourceAndCall() {
    CompletableFuture<String> source = new CompletableFuture<>();
    TracedFutures.map(source, call, result -> result).cancel(true);
    assertThat(source).isCancelled();
    assertThat(attributes()).containsEntry("tracewheel.stream.end", "cancelled");
  }

  @Test
  void whatFollowsOnAFutureIsNoPartOfTheCall() {
    CompletableFuture<String> source = new CompletableFuture<>();
    AtomicReference<@Nullable Context> after = new AtomicReference<>();
    CompletableFuture<String> traced = TracedFutures.map(source, call, result -> result);
    CompletableFuture<Void> following = traced.thenAccept(result -> after.set(Context.current()));
    try (Scope ignored = call.context().makeCurrent()) {
      source.complete("done");
    }
    following.join();
    assertThat(after.get()).isSameAs(call.parent());
  }

  @Test
  void aReaderThatFailsLeavesTheResultUntouched() {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> traced =
        TracedFutures.map(
            source,
            call,
            result -> {
              throw new IllegalStateException("unreadable");
            });
    source.complete("done");
    assertThat(traced.join()).isEqualTo("done");
    recording.onlySpan();
  }

  @Test
  void providersAreToldByHost() {
    assertThat(Providers.ofHost("api.openai.com", "x")).isEqualTo("openai");
    assertThat(Providers.ofHost("my.openai.azure.com", "x")).isEqualTo("azure.ai.openai");
    assertThat(Providers.ofHost("eu-west1-aiplatform.googleapis.com", "x"))
        .isEqualTo("gcp.vertex_ai");
    assertThat(Providers.ofHost("bedrock-runtime.eu-west-1.amazonaws.com", "x"))
        .isEqualTo("aws.bedrock");
    assertThat(Providers.ofHost("bedrock-mantle.eu-west-1.api.aws", "x")).isEqualTo("aws.bedrock");
    assertThat(Providers.ofHost("aiplatform.eu.rep.googleapis.com", "x"))
        .isEqualTo("gcp.vertex_ai");
    assertThat(Providers.ofHost("bedrock-runtime.eu.amazonaws.com.evil.test", "x")).isEqualTo("x");
    assertThat(Providers.ofHost("notapi.openai.com.evil.test", "x")).isEqualTo("x");
    assertThat(Providers.ofHost("evilapi.openai.com", "x")).isEqualTo("x");
    assertThat(Providers.ofHost(null, "x")).isEqualTo("x");
    GenAiRequest described =
        Providers.describe(new GenAiRequest(Operation.CHAT), "http://127.0.0.1:8089/v1", "openai");
    assertThat(OpenAiChatTest.named(described.facts))
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", 8089L)
        .containsEntry("gen_ai.provider.name", "openai");
  }

  @Test
  void anthropicsModelsOnAzureAreNotOpenAis() {
    for (String[] clientAndProvider :
        new String[][] {
          {Providers.ANTHROPIC, "anthropic"}, {Providers.OPENAI, "azure.ai.openai"}
        }) {
      GenAiRequest described =
          Providers.describe(
              new GenAiRequest(Operation.CHAT),
              "https://my.services.ai.azure.com/x",
              clientAndProvider[0]);
      assertThat(OpenAiChatTest.named(described.facts))
          .containsEntry("gen_ai.provider.name", clientAndProvider[1]);
    }
  }

  private java.util.Map<String, Object> attributes() {
    return Recording.attributes(recording.onlySpan());
  }
}
