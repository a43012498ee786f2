// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.tls.LiveTls;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** OTLP/HTTP with protobuf bodies over HTTP/1.1. */
final class HttpSender implements OtlpSender {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String HTML = "text/html";
  private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

  private final HttpClient client;
  private final ExecutorService executor;
  private final LiveTls tls;
  private final URI endpoint;
  private final Map<String, String> headers;
  private final HeaderMask mask;
  private final ExporterConfig.Compression compression;
  private final Duration timeout;

  HttpSender(ExporterConfig.OtlpHttp settings) {
    this.endpoint = settings.endpoint();
    this.headers = settings.headers();
    this.mask = new HeaderMask(headers.values());
    this.compression = Compressing.possible(settings.id(), settings.compression());
    this.timeout = settings.timeout();
    this.executor =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "tracewheel-http-" + endpoint.getHost());
              thread.setDaemon(true);
              return thread;
            });
    this.tls = ClientTls.open(settings.tls());
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (!settings.tls().isEmpty()) {
      builder.sslContext(tls.sslContext());
    }
    this.client =
        builder
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
  }

  @Override
  public CompletableFuture<Delivery> send(Signal signal, Body request) {
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(target(signal)).timeout(timeout).header("Content-Type", PROTOBUF);
      headers.forEach(builder::setHeader);
      if (compression != ExporterConfig.Compression.NONE) {
        builder.header(
            "Content-Encoding", compression == ExporterConfig.Compression.GZIP ? "gzip" : "zstd");
      }
      ByteSlice body =
          switch (compression) {
            case NONE -> request.plain();
            case GZIP -> request.gzip();
            case ZSTD -> ZstdCompressor.INSTANCE.compress(request.plain());
          };
      builder.POST(
          HttpRequest.BodyPublishers.ofByteArray(body.array(), body.offset(), body.length()));
      CompletableFuture<HttpResponse<byte[]>> sent =
          client.sendAsync(builder.build(), response -> new CappedBody(MAX_RESPONSE_BYTES));
      // The client's own timeout ends with the headers; a body that never ends is cut here.
      CompletableFuture<Delivery> delivery =
          sent.copy()
              .orTimeout(timeout.toMillis() + 500, TimeUnit.MILLISECONDS)
              .handle(
                  (response, failure) ->
                      mask.mask(failure == null ? outcome(response) : lost(failure)));
      return delivery.whenComplete((done, failure) -> sent.cancel(true));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(
          new Delivery.Retry("the request could not be made: " + e, false, null));
    }
  }

  private URI target(Signal signal) {
    String base = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    String path = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    return endpoint.resolve(path + signal.httpPath());
  }

  private static Delivery outcome(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      String type = response.headers().firstValue("Content-Type").orElse(PROTOBUF);
      if (type.regionMatches(true, 0, HTML, 0, HTML.length())) {
        // No OTLP server says so: a proxy's or a sign-in page, which took nothing.
        return new Delivery.Retry(
            "HTTP " + status + " with a page (" + HTML + ") instead of an OTLP response",
            true,
            null);
      }
      return type.startsWith(PROTOBUF)
          ? ExportResponse.read(response.body())
          : new Delivery.Accepted(0, "");
    }
    String reason = "HTTP " + status + message(response);
    return RETRYABLE.contains(status)
        ? new Delivery.Retry(
            reason,
            false,
            retryAfter(response.headers().firstValue("Retry-After").orElse(null), Instant::now))
        : new Delivery.Refused(reason);
  }

  private static String message(HttpResponse<byte[]> response) {
    boolean protobuf =
        response.headers().firstValue("Content-Type").orElse("").startsWith(PROTOBUF);
    if (!protobuf) {
      return "";
    }
    try {
      String text = com.google.rpc.Status.parseFrom(response.body()).getMessage();
      return text.isEmpty() ? "" : ": " + ExportResponse.printable(text);
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }

  /** {@code Retry-After} in seconds or as a date; null if there is none that can be read. */
  static @Nullable Duration retryAfter(@Nullable String value, Supplier<Instant> now) {
    if (value == null) {
      return null;
    }
    try {
      if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Duration.ofSeconds(Long.parseLong(value));
      }
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now.get(), at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException | NumberFormatException e) {
      return null;
    }
  }

  private static Delivery lost(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause instanceof CappedBody.TooLongException) {
      return new Delivery.Refused(String.valueOf(cause.getMessage()));
    }
    String reason =
        cause instanceof TimeoutException
            ? "no complete response in time"
            : cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    return new Delivery.Retry(
        ExportResponse.printable(reason), !(cause instanceof ConnectException), null);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    tls.close();
  }
}
