// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeHttp;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LangChain4j's way to HTTP, led over our road; the thread says which call it is. */
final class LibraryHttp implements HttpClient, HttpClientBuilder {
  private final JudgeHttp http;
  private final ThreadLocal<String> traceparent = new ThreadLocal<>();

  LibraryHttp(JudgeHttp http) {
    this.http = http;
  }

  /** Calls of this thread carry the trace context until it is null again. */
  void on(@Nullable String context) {
    if (context == null) {
      traceparent.remove();
    } else {
      traceparent.set(context);
    }
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
    String context = traceparent.get();
    if (context != null) {
      headers.put("traceparent", List.of(context));
    }
    String body = request.body();
    try {
      JudgeHttp.Answer answer =
          http.send(
              request.method().name(),
              URI.create(request.url()),
              headers,
              body == null ? new byte[0] : body.getBytes(UTF_8));
      return SuccessfulHttpResponse.builder()
          .statusCode(answer.status())
          .headers(answer.headers())
          .body(new String(answer.body(), UTF_8))
          .build();
    } catch (JudgeCallException e) {
      throw new CallFailure(e);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("judges do not stream");
  }

  @Override
  public HttpClient build() {
    return this;
  }

  // Time limits are the road's.

  @Override
  public @Nullable Duration connectTimeout() {
    return null;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public @Nullable Duration readTimeout() {
    return null;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }
}
