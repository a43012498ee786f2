// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.Signal;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import java.util.concurrent.CompletableFuture;

/** A client that masks what it sends; what cannot be masked is refused. For one calling thread. */
final class MaskedSender implements OtlpSender {
  private final OtlpSender sender;
  private final Outgoing outgoing;

  MaskedSender(OtlpSender sender, Outgoing outgoing) {
    this.sender = sender;
    this.outgoing = outgoing;
  }

  @Override
  public CompletableFuture<Delivery> send(Signal signal, Body request) {
    try {
      return sender.send(
          signal, outgoing.of(new LogRecord(0, 0, 0, signal, request, Passage.FREE)));
    } catch (Outgoing.HeldBackException e) {
      return CompletableFuture.completedFuture(
          new Delivery.Refused(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    sender.close();
  }
}
