// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.tracewheel.proto.evaluator.v1.DescribeRequest;
import io.tracewheel.proto.evaluator.v1.DescribeResponse;
import io.tracewheel.proto.evaluator.v1.EvaluateRequest;
import io.tracewheel.proto.evaluator.v1.EvaluateResponse;
import io.tracewheel.proto.evaluator.v1.EvaluatorServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one server: its channel, what it offers, and whether it wants to be asked. Looks at
 * its health, and at what it offers, every few seconds. Safe for use by many threads.
 */
final class RemoteConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteConnection.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_ANSWER = 4 << 20;

  private final RemoteSettings settings;
  private final ManagedChannel channel;
  private final EvaluatorServiceGrpc.EvaluatorServiceStub evaluators;
  private final HealthGrpc.HealthStub health;
  private final CompletableFuture<Void> firstLook = new CompletableFuture<>();
  private final ScheduledFuture<?> looking;
  private volatile @Nullable Map<String, Described> described;

  /** Why it is not asked; null when it is. */
  private volatile @Nullable String refusal;

  private volatile String lastComplaint = "";

  /**
   * Opens a connection; nothing waits for it.
   *
   * @throws IllegalArgumentException if the certificates cannot be used; the message is a clause
   */
  RemoteConnection(RemoteSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    // Answers are small: they are read on the network thread.
    this.channel =
        Grpc.newChannelBuilder(settings.target(), credentials(settings))
            .directExecutor()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers(settings)))
            .maxInboundMessageSize(MOST_ANSWER)
            .build();
    this.evaluators = EvaluatorServiceGrpc.newStub(channel);
    this.health = HealthGrpc.newStub(channel);
    this.looking =
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ChannelCredentials credentials(RemoteSettings settings) {
    if (!settings.tls()) {
      return InsecureChannelCredentials.create();
    }
    try {
      return settings.trusted() == null
          ? TlsChannelCredentials.create()
          : TlsChannelCredentials.newBuilder().trustManager(settings.trusted().toFile()).build();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "ca_file of remote " + settings.name() + " cannot be read: " + settings.trusted(), e);
    }
  }

  private static Metadata headers(RemoteSettings settings) {
    Metadata headers = new Metadata();
    settings
        .headers()
        .forEach(
            (name, value) ->
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return headers;
  }

  /** Waits until the server was looked at once, in vain or not, or the time is over. */
  void awaitFirstLook() {
    try {
      firstLook.get(LOOK_TIMEOUT.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.debug("remote {} was not looked at in time", settings.name());
    }
  }

  /** What it offers, by id, as last heard; null before it was heard. */
  @Nullable Map<String, Described> described() {
    return described;
  }

  /** Why it is not asked now, a clause; null when it is. */
  @Nullable String refusal() {
    return refusal;
  }

  /** What the last look complained of; empty when all is well. */
  String lastComplaint() {
    return lastComplaint;
  }

  /** Asks; the answer comes on a thread of the network. */
  CompletableFuture<EvaluateResponse> evaluate(EvaluateRequest request) {
    CompletableFuture<EvaluateResponse> answer = new CompletableFuture<>();
    evaluators
        .withDeadlineAfter(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .evaluate(request, new Single<>(answer));
    return answer;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of a look is kept in fields
  private void look() {
    CompletableFuture<HealthCheckResponse> served = new CompletableFuture<>();
    health
        .withDeadlineAfter(LOOK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
        .check(HealthCheckRequest.getDefaultInstance(), new Single<>(served));
    served.whenComplete(
        (response, failure) -> {
          if (response != null && response.getStatus() != ServingStatus.SERVING) {
            refusal = "remote " + settings.name() + " says that it is not serving";
          } else {
            // Without an answer, what becomes of calls counts; they are bounded.
            refusal = null;
          }
        });
    CompletableFuture<DescribeResponse> heard = new CompletableFuture<>();
    evaluators
        .withDeadlineAfter(LOOK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
        .describe(DescribeRequest.getDefaultInstance(), new Single<>(heard));
    heard.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            complain(
                "it does not describe itself (" + Status.fromThrowable(failure).getCode() + ")");
          } else {
            hear(response);
          }
          firstLook.complete(null);
        });
  }

  private void hear(DescribeResponse response) {
    try {
      described = Described.all(response);
      if (!lastComplaint.isEmpty()) {
        lastComplaint = "";
        LOG.info("Remote {} at {} is there again.", settings.name(), settings.target());
      }
    } catch (IllegalArgumentException e) {
      complain("what it says of itself cannot be used: " + e.getMessage());
    }
  }

  private void complain(String complaint) {
    if (!complaint.equals(lastComplaint)) {
      lastComplaint = complaint;
      LOG.warn("Remote {} at {}: {}", settings.name(), settings.target(), complaint);
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    channel.shutdownNow();
  }

  /** The one answer of a unary call. */
  private static final class Single<T> implements StreamObserver<T> {
    private final CompletableFuture<T> answer;

    Single(CompletableFuture<T> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(T value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(Status.INTERNAL.asRuntimeException());
    }
  }
}
