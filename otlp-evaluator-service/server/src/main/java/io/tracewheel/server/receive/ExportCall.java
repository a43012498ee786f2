// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.auth.Tenants;
import io.tracewheel.server.config.EvaluatorConfig.GrpcReceiver;
import io.tracewheel.server.pipeline.Answer;
import io.tracewheel.server.pipeline.Coding;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.pipeline.RefusedException;
import io.tracewheel.server.pipeline.Traffic.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One {@code Export} call. It alone decides the call's status, exactly once, so that no fault
 * reaches gRPC's defaults (UNKNOWN, INTERNAL), which tell clients to drop what they sent.
 */
final class ExportCall extends ServerCall.Listener<Received> {
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  private final ServerCall<Received, byte[]> call;
  private final Signal signal;
  private final OtlpGrpcServer server;
  private final long startNanos;
  private final AtomicBoolean answered = new AtomicBoolean();
  private Intake.@Nullable Ticket ticket;
  private Tenants.@Nullable Tenant tenant;
  private @Nullable InboundBytes inbound;
  private Coding coding = Coding.IDENTITY;

  // Of the timer:
  private long windowStart;
  private long windowBytes;

  ExportCall(
      ServerCall<Received, byte[]> call, Signal signal, OtlpGrpcServer server, long startNanos) {
    this.call = call;
    this.signal = signal;
    this.server = server;
    this.startNanos = startNanos;
    this.windowStart = startNanos;
  }

  void start(Metadata headers) {
    server.receiving().add(this);
    String encoding = headers.get(ENCODING);
    Coding named = encoding == null ? null : Coding.of(encoding);
    coding = named == null ? Coding.IDENTITY : named;
    try {
      tenant =
          server
              .gate()
              .enter(name -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
      InboundBytes bytes = InboundBytes.current();
      inbound = bytes;
      ticket = bytes.ticket(this::overBudget);
      // Two, so that gRPC sees a second message and resets the stream before anything is handed
      // over.
      call.request(2);
    } catch (RefusedException e) {
      refuse(e.refusal());
    }
  }

  /** Claims the call at once, so that its message, should it still arrive, is not handed over. */
  private void overBudget() {
    if (server.receiving().remove(this)) {
      server.execute(() -> refuse(server.intake().overloaded()));
    }
  }

  @Override
  public void onMessage(Received message) {
    Intake.Ticket entered = ticket;
    if (entered == null || !server.receiving().remove(this)) {
      // Refused before it had arrived.
      return;
    }
    Throwable failure = message.failure();
    if (failure != null) {
      server.warn("An OTLP/gRPC message could not be read: " + failure);
      refuse(
          Refusal.later(
              Refusal.Reason.FAULT,
              "The evaluator could not read this message; try again.",
              server.intake().retryAfter()));
      return;
    }
    server
        .pipeline()
        .submit(
            new Pipeline.Request(
                signal,
                message.bytes(),
                message.compressed() ? coding : Coding.IDENTITY,
                false,
                server.maxRequestBytes(),
                "receivers.otlp.protocols.grpc.max_request_bytes"),
            entered,
            this::answer);
  }

  @Override
  public void onHalfClose() {
    if (server.receiving().remove(this)) {
      refuse(Refusal.malformed("An Export call carries exactly one message, but none came."));
    }
  }

  @Override
  public void onCancel() {
    server.receiving().remove(this);
  }

  /** Refuses the call if its message has not arrived in time, or arrives too slowly. */
  void checkTime(long nowNanos, GrpcReceiver config) {
    checkRate(nowNanos, config.minBodyRate());
    Duration readTimeout = config.readTimeout();
    if (nowNanos - startNanos > readTimeout.toNanos() && server.receiving().remove(this)) {
      refuse(
          Refusal.later(
              Refusal.Reason.TOO_SLOW,
              "The request did not arrive within "
                  + readTimeout.toSeconds()
                  + " s; try again, or raise receivers.otlp.protocols.grpc.read_timeout.",
              server.intake().retryAfter()));
    }
  }

  private void checkRate(long nowNanos, int least) {
    InboundBytes bytes = inbound;
    if (bytes == null || nowNanos - windowStart < HttpClock.RATE_WINDOW.toNanos()) {
      return;
    }
    double rate = (bytes.received() - windowBytes) / ((nowNanos - windowStart) / 1e9);
    windowStart = nowNanos;
    windowBytes = bytes.received();
    if (rate < least && server.receiving().remove(this)) {
      refuse(
          Refusal.later(
              Refusal.Reason.TOO_SLOW,
              HttpClock.tooSlow(least, "grpc"),
              server.intake().retryAfter()));
    }
  }

  private void answer(Answer answer) {
    Tenants.Tenant charged = tenant;
    if (charged != null) {
      charged.charge(answer.items(), answer.bytes());
    }
    Refusal refusal = answer.refusal();
    if (refusal != null) {
      refuse(refusal);
    } else if (answered.compareAndSet(false, true)) {
      server
          .pipeline()
          .traffic()
          .answered(Transport.GRPC, signal, answer, System.nanoTime() - startNanos);
      call.sendHeaders(new Metadata());
      call.sendMessage(PartialSuccess.protobuf(answer));
      call.close(Status.OK, new Metadata());
    }
  }

  private void refuse(Refusal refusal) {
    server.receiving().remove(this);
    if (answered.compareAndSet(false, true)) {
      server.warn(signal, refusal);
      server.pipeline().traffic().refused(Transport.GRPC, signal, refusal.reason());
      StatusRuntimeException status =
          StatusProto.toStatusRuntimeException(RefusalStatus.of(refusal));
      Metadata trailers = status.getTrailers();
      call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }
}
