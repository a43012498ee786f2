// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.benchmark;

import com.openai.client.OpenAIClient;
import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/** An HTTP client that has the answer already, so that no network is measured. Thread-safe. */
final class CannedHttp implements HttpClient {

  private final byte[] body;
  private final Headers headers;

  CannedHttp(byte[] body, String contentType) {
    this.body = body;
    this.headers = Headers.builder().put("Content-Type", contentType).build();
  }

  /**
   * Puts this below a client that was built with the library's own HTTP client: the upstream agent
   * instruments the builder that has no place for another.
   */
  void putBelow(OpenAIClient client) throws ReflectiveOperationException {
    Object plain = Proxy.isProxyClass(client.getClass()) ? behind(client) : client;
    int replaced = 0;
    for (Field field : plain.getClass().getDeclaredFields()) {
      if (field.getType() == ClientOptions.class && !Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        Field http = ClientOptions.class.getDeclaredField("httpClient");
        http.setAccessible(true);
        http.set(field.get(plain), this);
        replaced++;
      }
    }
    if (replaced == 0) {
      throw new IllegalStateException("No client options in " + plain.getClass());
    }
  }

  /** What the upstream agent's proxy stands before. */
  private static Object behind(Object proxy) throws ReflectiveOperationException {
    InvocationHandler handler = Proxy.getInvocationHandler(proxy);
    for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals("delegate")) {
          field.setAccessible(true);
          return field.get(handler);
        }
      }
    }
    throw new IllegalStateException("No delegate in " + handler.getClass());
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    return new Answer();
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    return CompletableFuture.completedFuture(new Answer());
  }

  @Override
  public void close() {}

  private final class Answer implements HttpResponse {
    private final InputStream stream = new ByteArrayInputStream(body);

    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public InputStream body() {
      return stream;
    }

    @Override
    public void close() {}
  }
}
