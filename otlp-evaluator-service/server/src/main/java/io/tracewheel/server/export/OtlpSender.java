// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.gzip.Body;
import java.util.concurrent.CompletableFuture;

/**
 * A client of one OTLP endpoint: one call is one attempt, without retries. Any number of calls may
 * be in flight. Thread-safe.
 */
public interface OtlpSender extends AutoCloseable {

  /** The longest response that is read, in bytes; OTLP recommends 4 MiB. */
  int MAX_RESPONSE_BYTES = 4 << 20;

  /** OTLP/gRPC. Connects at the first call and again whenever need be. */
  static OtlpSender open(ExporterConfig.Otlp settings) {
    return new GrpcSender(settings);
  }

  /** OTLP/HTTP with protobuf bodies. Connects at the first call and again whenever need be. */
  static OtlpSender open(ExporterConfig.OtlpHttp settings) {
    return new HttpSender(settings);
  }

  /** A client that masks as its settings say, for one thread that sends. */
  static OtlpSender masked(ExporterConfig.Otlp settings) {
    return new MaskedSender(open(settings), new Outgoing(settings.masking()));
  }

  /** A client that masks as its settings say, for one thread that sends. */
  static OtlpSender masked(ExporterConfig.OtlpHttp settings) {
    return new MaskedSender(open(settings), new Outgoing(settings.masking()));
  }

  /** Sends a request that is not compressed. */
  default CompletableFuture<Delivery> send(Signal signal, ByteSlice request) {
    return send(signal, Body.plain(request));
  }

  /**
   * Sends one request, compressed as the settings say, whichever way it comes.
   *
   * @param request protobuf bytes; must stay as they are until the future is complete
   * @return always completes normally, within the timeout of the settings and a little more, on a
   *     thread that must not be blocked
   */
  CompletableFuture<Delivery> send(Signal signal, Body request);

  /**
   * Ends the connections; calls in flight complete as {@link Delivery.Retry}, at the latest in
   * time.
   */
  @Override
  void close();
}
