// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.gzip.FastGzip;
import io.tracewheel.server.tls.LiveTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OTLP/gRPC: the logged bytes are the message; nothing is decoded or encoded on the way. */
final class GrpcSender implements OtlpSender {
  private static final int MAX_METADATA_BYTES = 16 << 10;

  /**
   * RESOURCE_EXHAUSTED also means "this message is too large", which no wait will mend. The words
   * are those of grpc-go, grpc-java, and of receivers that follow OTLP 1.11 as this one does.
   */
  private static final Pattern TOO_LARGE =
      Pattern.compile("larger than max|exceeds maximum size|too large|more than \\d+ bytes");

  private final ManagedChannel channel;
  private final LiveTls tls;
  private final Map<Signal, MethodDescriptor<Body, byte[]>> methods = new EnumMap<>(Signal.class);
  private final Map<String, String> headers;
  private final HeaderMask mask;
  private final CallOptions options;
  private final long timeoutMillis;

  GrpcSender(ExporterConfig.Otlp settings) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    ExporterConfig.Compression compression =
        Compressing.possible(settings.id(), settings.compression());
    CallOptions compressing = CallOptions.DEFAULT;
    if (compression != ExporterConfig.Compression.NONE) {
      Compressor compressor =
          compression == ExporterConfig.Compression.GZIP
              ? FastGzip.INSTANCE
              : ZstdCompressor.INSTANCE;
      compressors.register(compressor);
      compressing = compressing.withCompression(compressor.getMessageEncoding());
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(settings.endpoint().host(), settings.endpoint().port())
            .compressorRegistry(compressors)
            .maxInboundMessageSize(MAX_RESPONSE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            // A peer that vanished is noticed within this time; only while calls are in flight.
            .keepAliveTime(60, TimeUnit.SECONDS)
            .keepAliveTimeout(20, TimeUnit.SECONDS)
            .disableRetry()
            .directExecutor();
    this.tls = ClientTls.open(settings.tls());
    if (settings.tlsInsecure()) {
      builder.usePlaintext();
    } else if (!settings.tls().isEmpty()) {
      builder.sslContext(ClientTls.grpc(tls));
    }
    this.channel = builder.build();
    this.headers = settings.headers();
    this.mask = new HeaderMask(headers.values());
    this.options = compressing;
    this.timeoutMillis = settings.timeout().toMillis();
    for (Signal signal : Signal.values()) {
      methods.put(
          signal,
          MethodDescriptor.<Body, byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(signal.grpcMethod())
              .setRequestMarshaller(Raw.REQUEST)
              .setResponseMarshaller(Raw.RESPONSE)
              .build());
    }
  }

  @Override
  public CompletableFuture<Delivery> send(Signal signal, Body request) {
    CompletableFuture<Delivery> delivery = new CompletableFuture<>();
    try {
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        // Back-off is the caller's; the channel's own would add minutes to a recovery.
        channel.resetConnectBackoff();
      }
      MethodDescriptor<Body, byte[]> method = methods.get(signal);
      if (method == null) {
        throw new IllegalStateException("no method for " + signal);
      }
      ClientCall<Body, byte[]> call =
          channel.newCall(method, options.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS));
      call.start(new Outcome(delivery, mask), metadata());
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
    } catch (RuntimeException e) {
      delivery.complete(new Delivery.Retry("the call could not be made: " + e, false, null));
    }
    return delivery;
  }

  private Metadata metadata() {
    Metadata metadata = new Metadata();
    headers.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    tls.close();
  }

  /** One call's end. */
  private static final class Outcome extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Delivery> delivery;
    private final HeaderMask mask;
    private byte[] response = {};

    Outcome(CompletableFuture<Delivery> delivery, HeaderMask mask) {
      this.delivery = delivery;
      this.mask = mask;
    }

    @Override
    public void onMessage(byte[] message) {
      response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      delivery.complete(
          mask.mask(status.isOk() ? ExportResponse.read(response) : failure(status, trailers)));
    }
  }

  static Delivery failure(Status status, Metadata trailers) {
    String description = status.getDescription() == null ? "" : status.getDescription();
    Throwable cause = status.getCause();
    String reason =
        ExportResponse.printable(
            status.getCode()
                + (description.isEmpty() ? "" : ": " + description)
                + (cause == null || cause.getMessage() == null
                    ? ""
                    : " (" + cause.getMessage() + ")"));
    Duration after = retryDelay(status, trailers);
    boolean retry =
        switch (status.getCode()) {
          case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS -> true;
          // Strictly only with RetryInfo; but a Collector short of memory sends it bare, and to
          // drop the request then would lose data just when the destination is loaded.
          case RESOURCE_EXHAUSTED -> after != null || !TOO_LARGE.matcher(description).find();
          // A cause never comes over the wire: the connection broke, which gRPC calls UNKNOWN or
          // INTERNAL at times, and the destination has not said a word about the request.
          default -> cause != null;
        };
    // A cause never comes over the wire; a connection that could not be made took nothing.
    boolean unknown =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            || (cause != null && !(cause instanceof ConnectException));
    return retry ? new Delivery.Retry(reason, unknown, after) : new Delivery.Refused(reason);
  }

  private static @Nullable Duration retryDelay(Status status, Metadata trailers) {
    com.google.rpc.Status details;
    try {
      details = StatusProto.fromStatusAndTrailers(status, trailers);
      for (Any detail : details.getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        }
      }
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      // Details that do not fit the status are as good as none.
    }
    return null;
  }

  /** Messages that are bytes already. */
  private static final class Raw {
    static final MethodDescriptor.Marshaller<Body> REQUEST =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(Body value) {
            return new BodyStream(value);
          }

          @Override
          public Body parse(InputStream stream) {
            throw new UnsupportedOperationException("a client reads no requests");
          }
        };

    static final MethodDescriptor.Marshaller<byte[]> RESPONSE =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            throw new UnsupportedOperationException("a client writes no responses");
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
  }
}
