// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;

/** A response body, watched while the application reads it. Whoever reads it holds this. */
final class WebClientResponseBody {

  private final ResponseTap tap;

  private WebClientResponseBody(ResponseTap tap) {
    this.tap = tap;
  }

  /** The same response, with its body watched. */
  static ClientResponse watched(ClientResponse response, TappedCall tapped) {
    WebClientResponseBody body =
        new WebClientResponseBody(
            new ResponseTap(
                tapped,
                status(response),
                header(response, "Content-Type"),
                header(response, "Content-Encoding"),
                length(header(response, "Content-Length"))));
    body.tap.watch(body);
    return response.mutate().body(body::of).build();
  }

  /** A number in all releases, but of a type that changed. */
  private static int status(ClientResponse response) {
    String text = String.valueOf(OptionalGetter.get(response, "statusCode"));
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 200 : Integer.parseInt(text.substring(0, end));
  }

  private static @Nullable String header(ClientResponse response, String name) {
    List<String> values = response.headers().header(name);
    return values.isEmpty() ? null : values.get(0);
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? -1 : Long.parseLong(header.trim());
    } catch (NumberFormatException unusable) {
      return -1;
    }
  }

  private Flux<DataBuffer> of(Flux<DataBuffer> source) {
    return source
        .doOnNext(this::bytes)
        .doOnError(tap::failed)
        .doOnComplete(tap::end)
        .doOnCancel(this::closed);
  }

  private void bytes(DataBuffer buffer) {
    try {
      tap.bytes(buffer.asByteBuffer());
    } catch (RuntimeException | LinkageError ours) {
      // The application gets its buffer all the same.
    }
  }

  private void closed() {
    tap.closed();
  }
}
