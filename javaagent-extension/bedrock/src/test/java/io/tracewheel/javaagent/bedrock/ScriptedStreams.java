// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/** The application's streamed calls: every way to read one and to stop. */
final class ScriptedStreams {

  private final BedrockRuntimeAsyncClient async;
  private final Supplier<BedrockRuntimeAsyncClient> another;
  private final Steps steps;

  ScriptedStreams(
      BedrockRuntimeAsyncClient async, Supplier<BedrockRuntimeAsyncClient> another, Steps steps) {
    this.async = async;
    this.another = another;
    this.steps = steps;
  }

  void all() {
    for (String model : List.of("stream-plain", "stream-tools", "stream-broken", "stream-429")) {
      steps.step(model, () -> visit(model));
    }
    steps.step("error event midway", () -> visit("stream-error"));
    steps.step(
        "stream by a publisher",
        () -> {
          StringBuffer got = new StringBuffer();
          ConverseStreamResponseHandler handler =
              ConverseStreamResponseHandler.builder()
                  .onEventStream(
                      events ->
                          events
                              .filter(event -> event.sdkEventType() != null)
                              .subscribe(
                                  (ConverseStreamOutput event) -> got.append(event.sdkEventType())))
                  .build();
          return end(async.converseStream(request("stream-publisher"), handler)) + got;
        });
    steps.step("the application throws", () -> read("stream-thrown", new Reader("throw")));
    steps.step("subscription cancelled", () -> read("stream-cancelled", new Reader("cancel")));
    steps.step("future cancelled", this::cancelFuture);
    steps.step("never read", this::abandon);
    for (String model :
        List.of(
            "anthropic.claude-stream",
            "amazon.titan-stream",
            "meta.llama-stream",
            "mistral.chat-stream",
            "cohere.command-stream",
            "anthropic.claude-stream-error",
            "anthropic.claude-stream-429",
            "stability.image-stream")) {
      steps.step(model, () -> invoke(model));
    }
  }

  private static ConverseStreamRequest request(String model) {
    return ConverseStreamRequest.builder()
        .modelId(model)
        .messages(ScriptedCalls.user("What is the weather in Paris?"))
        .inferenceConfig(c -> c.maxTokens(100))
        .build();
  }

  /** How a future ends. What never ends is told as such. */
  private static String end(CompletableFuture<Void> future) throws Exception {
    try {
      future.get(2, TimeUnit.SECONDS);
      return "ended ";
    } catch (TimeoutException e) {
      return "still open ";
    }
  }

  private String visit(String model) throws Exception {
    StringBuffer got = new StringBuffer();
    ConverseStreamResponseHandler handler =
        ConverseStreamResponseHandler.builder()
            .onResponse(response -> got.append(response.responseMetadata().requestId()))
            .subscriber(
                ConverseStreamResponseHandler.Visitor.builder()
                    .onContentBlockDelta(event -> got.append(event.delta()))
                    .onMetadata(event -> got.append(event.usage()))
                    .onDefault(event -> got.append('.'))
                    .build())
            .onComplete(() -> got.append(" complete"))
            .onError(error -> got.append(" error ").append(error.getClass().getName()))
            .build();
    try {
      return end(async.converseStream(request(model), handler)) + got;
    } catch (Exception e) {
      return got + " " + Steps.describe(e);
    }
  }

  private String read(String model, Reader reader) {
    return read(async, model, reader);
  }

  private static String read(BedrockRuntimeAsyncClient client, String model, Reader reader) {
    String end;
    try {
      end = end(client.converseStream(request(model), reader));
    } catch (Exception e) {
      end = Steps.describe(e);
    }
    return reader.got + " " + end;
  }

  private String cancelFuture() throws Exception {
    Reader reader = new Reader("nothing");
    CompletableFuture<Void> future = async.converseStream(request("stream-dropped"), reader);
    boolean subscribed = reader.subscribed.await(10, TimeUnit.SECONDS);
    boolean cancelled = future.cancel(true);
    return subscribed + " " + cancelled + " " + future.isCancelled();
  }

  /** Asks for nothing, gives the client up and forgets all about it. */
  private String abandon() throws InterruptedException {
    String end;
    try (BedrockRuntimeAsyncClient lost = another.get()) {
      end = read(lost, "stream-abandoned", new Reader("nothing"));
    }
    for (int i = 0; i < 40; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return end;
  }

  private String invoke(String model) {
    StringBuffer got = new StringBuffer();
    InvokeModelRequest body = ScriptedCalls.body(model, ScriptedCalls.bodyFor(model));
    InvokeModelWithResponseStreamRequest request =
        InvokeModelWithResponseStreamRequest.builder()
            .modelId(model)
            .contentType("application/json")
            .body(body.body())
            .build();
    Consumer<Throwable> failed = error -> got.append(" error ").append(error.getClass().getName());
    InvokeModelWithResponseStreamResponseHandler handler =
        InvokeModelWithResponseStreamResponseHandler.builder()
            .subscriber(
                InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                    .onChunk(chunk -> got.append(chunk.bytes().asUtf8String()))
                    .build())
            .onComplete(() -> got.append(" complete"))
            .onError(failed)
            .build();
    try {
      return end(async.invokeModelWithResponseStream(request, handler)) + got;
    } catch (Exception e) {
      return got + " " + Steps.describe(e);
    }
  }

  /** A handler of the application's own, which reads one event and then does what it is told. */
  private static final class Reader
      implements ConverseStreamResponseHandler, Subscriber<ConverseStreamOutput> {

    final StringBuffer got = new StringBuffer();
    final CountDownLatch subscribed = new CountDownLatch(1);
    private final String then;
    private volatile boolean read;
    private volatile Subscription subscription = new NoSubscription();

    Reader(String then) {
      this.then = then;
    }

    @Override
    public void responseReceived(ConverseStreamResponse response) {}

    @Override
    public void onEventStream(SdkPublisher<ConverseStreamOutput> events) {
      events.subscribe(this);
    }

    @Override
    public void exceptionOccurred(Throwable error) {
      got.append(" error ").append(error.getClass().getName());
    }

    @Override
    public void complete() {
      got.append(" complete");
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (!then.equals("nothing")) {
        given.request(1);
      }
      subscribed.countDown();
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
      if (read) {
        return;
      }
      read = true;
      got.append(event.sdkEventType());
      if (then.equals("cancel")) {
        subscription.cancel();
      } else {
        throw new IllegalStateException("mine");
      }
    }

    @Override
    public void onError(Throwable error) {
      got.append(" failed ").append(error.getClass().getName());
    }

    @Override
    public void onComplete() {
      got.append(" read");
    }
  }

  private static final class NoSubscription implements Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
