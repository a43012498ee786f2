// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.GenAiTelemetry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request of the JDK's client, from its advice to the head of its response. */
public final class JdkTap {

  private static final String IN_MEMORY = "jdk.internal.net.http.RequestPublishers$";

  private final TappedCall tapped;

  private JdkTap(TappedCall tapped) {
    this.tapped = tapped;
  }

  /**
   * Starts a call and makes its context current; {@link #returned} or {@link #returnedFuture} must
   * follow on the same thread. {@code null} if the request is no model call.
   *
   * @return this tap, the request to send, the handler to send it with
   */
  public static Object @Nullable [] start(
      @Nullable HttpRequest request, HttpResponse.@Nullable BodyHandler<?> handler) {
    if (request == null || handler == null) {
      return null; // the client has its own word for that
    }
    URI uri = request.uri();
    Endpoint endpoint = Endpoint.of(request.method(), uri.getPath());
    if (endpoint == null) {
      return null;
    }
    HttpRequest.BodyPublisher publisher = request.bodyPublisher().orElse(null);
    String type = request.headers().firstValue("Content-Type").orElse(null);
    if (publisher == null || !TappedCall.isWanted(endpoint, type)) {
      return null;
    }
    int limit = GenAiTelemetry.get().maxHttpBody();
    boolean atHand = isInMemory(publisher) && publisher.contentLength() <= limit;
    TappedCall tapped =
        TappedCall.start(
            endpoint,
            uri.toString(),
            uri.getPath(),
            atHand ? JdkRequest.read(publisher, limit) : null);
    if (tapped == null) {
      return null;
    }
    HttpRequest sent = atHand ? request : new JdkRequest(request, publisher, tapped, limit);
    Object[] started = {new JdkTap(tapped), sent, new JdkBodyHandler<>(handler, tapped)};
    tapped.call.attach();
    return started;
  }

  /** What comes from strings and arrays; it can be published as often as one likes. */
  private static boolean isInMemory(HttpRequest.BodyPublisher publisher) {
    String name = publisher.getClass().getName();
    return name.equals(IN_MEMORY + "StringPublisher")
        || name.equals(IN_MEMORY + "ByteArrayPublisher");
  }

  /** The blocking method ended; the body may still be on its way. */
  public void returned(@Nullable Throwable thrown) {
    tapped.call.detach();
    if (thrown != null) {
      tapped.call.fail(thrown, null);
    }
  }

  /** The async method ended. The application's future stays the one that it gets. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback does not throw
  public void returnedFuture(@Nullable CompletableFuture<?> future, @Nullable Throwable thrown) {
    returned(thrown);
    if (future != null) {
      future.whenComplete(
          (response, error) -> {
            if (error != null) {
              tapped.call.fail(error, null);
            }
          });
    }
  }
}
