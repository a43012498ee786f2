// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Watches the bytes of one gRPC stream as they arrive: gRPC collects a message before it hands it
 * over, so this is the place where the budget can stop it. Called by the transport and read by the
 * call.
 */
final class InboundBytes extends ServerStreamTracer {
  private static final Context.Key<InboundBytes> KEY = Context.key("tracewheel-inbound-bytes");

  private final Intake.@Nullable Ticket ticket;
  private final @Nullable RefusedException refused;
  private @Nullable Runnable onOverdraft;
  private boolean overdrawn;
  private volatile long received;

  private InboundBytes(Intake intake) {
    Intake.Ticket entered = null;
    RefusedException refusal = null;
    try {
      entered = intake.enter();
    } catch (RefusedException e) {
      refusal = e;
    }
    this.ticket = entered;
    this.refused = refusal;
  }

  static Factory factory(Intake intake) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new InboundBytes(intake);
      }
    };
  }

  /** Of the stream whose call is being handled. */
  static InboundBytes current() {
    return KEY.get();
  }

  /**
   * The stream's ticket.
   *
   * @param overdraft called, once and on the transport's thread, when more bytes arrive than the
   *     budget has left
   * @throws RefusedException if the stream was not let in
   */
  Intake.Ticket ticket(Runnable overdraft) throws RefusedException {
    if (refused != null || ticket == null) {
      throw java.util.Objects.requireNonNull(refused);
    }
    boolean late;
    synchronized (this) {
      onOverdraft = overdraft;
      late = overdrawn;
    }
    if (late) {
      overdraft.run();
    }
    return ticket;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** Bytes that have arrived. */
  long received() {
    return received;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the transport's thread alone
  public void inboundWireSize(long bytes) {
    received += bytes;
    if (ticket == null || ticket.reserve(bytes)) {
      return;
    }
    Runnable notify;
    synchronized (this) {
      if (overdrawn) {
        return;
      }
      overdrawn = true;
      notify = onOverdraft;
    }
    if (notify != null) {
      notify.run();
    }
  }

  @Override
  public void streamClosed(Status status) {
    if (ticket != null) {
      ticket.close();
    }
  }
}
