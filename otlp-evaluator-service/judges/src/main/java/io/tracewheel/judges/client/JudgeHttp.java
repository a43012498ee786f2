// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import io.tracewheel.judges.client.Endpoint.Timeouts;
import io.tracewheel.judges.client.JudgeCallException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one road to judges, whatever library writes the request: no redirects, no compression, an
 * answer of bounded size within bounded time, or the connection is cut. Safe for use by many
 * threads.
 */
public final class JudgeHttp {
  /** The client sets them itself, or refuses them. */
  private static final Set<String> OWN =
      Set.of("host", "content-length", "connection", "expect", "upgrade", "accept-encoding");

  /** An answer with a status from 200 to 299. */
  public record Answer(int status, Map<String, List<String>> headers, byte[] body) {}

  private final Timeouts timeouts;
  private final HttpClient client;

  /** A road with its time limits. */
  public JudgeHttp(Timeouts timeouts) {
    this.timeouts = timeouts;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeouts.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Sends a request and waits for the whole answer.
   *
   * @throws JudgeCallException if none comes, or one with another status than 200 to 299
   */
  public Answer send(String method, URI uri, Map<String, List<String>> headers, byte[] body)
      throws JudgeCallException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeouts.firstByte());
    request.method(
        method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, values) -> {
          if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    CappedBytes bytes = new CappedBytes(timeouts.maxBytes());
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request.build(),
            info -> info.statusCode() / 100 == 2 ? bytes : BodySubscribers.replacing(new byte[0]));
    HttpResponse<byte[]> response = await(sent, bytes);
    if (response.statusCode() / 100 != 2) {
      throw JudgeCallException.ofStatus(
          response.statusCode(),
          retryAfter(response.headers().firstValue("retry-after").orElse(null), Instant::now));
    }
    return new Answer(response.statusCode(), response.headers().map(), response.body());
  }

  private HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> sent, CappedBytes bytes) throws JudgeCallException {
    try {
      return sent.get(timeouts.total().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new JudgeCallException(
          Kind.TIMED_OUT, "no whole answer within " + seconds(timeouts.total()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JudgeCallException(Kind.UNREACHABLE, "the call was given up");
    } catch (ExecutionException e) {
      throw of(e.getCause(), bytes);
    } finally {
      if (!sent.isDone()) {
        sent.cancel(true);
        bytes.cancel();
      }
    }
  }

  private JudgeCallException of(@Nullable Throwable cause, CappedBytes bytes) {
    if (bytes.overflowed()) {
      return new JudgeCallException(
          Kind.UNREADABLE, "an answer of more than " + timeouts.maxBytes() + " bytes");
    }
    if (cause instanceof HttpTimeoutException) {
      // Includes HttpConnectTimeoutException: who does not even take a connection is overloaded
      // too.
      return new JudgeCallException(
          Kind.TIMED_OUT, "no answer within " + seconds(timeouts.firstByte()));
    }
    return new JudgeCallException(
        Kind.UNREACHABLE,
        cause instanceof IOException
            ? "the connection failed (" + cause.getClass().getSimpleName() + ")"
            : "the request could not be sent");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3g s", time.toMillis() / 1000.0);
  }

  /** Seconds or an HTTP date; null when it is neither. */
  static @Nullable Duration retryAfter(@Nullable String value, Supplier<Instant> now) {
    if (value == null) {
      return null;
    }
    String text = value.strip();
    try {
      return Duration.ofMillis(
          (long) (1000 * Math.min(1e9, Math.max(0, Double.parseDouble(text)))));
    } catch (NumberFormatException e) {
      try {
        Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration wait = Duration.between(now.get(), when);
        return wait.isNegative() ? Duration.ZERO : wait;
      } catch (DateTimeParseException noDate) {
        return null;
      }
    }
  }
}
