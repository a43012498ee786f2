// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.Prefix;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request whose body is watched while it is written; written anew for each try. */
final class WebClientRequestBody extends ClientHttpRequestDecorator {

  private final TappedCall tapped;
  private final int limit;

  WebClientRequestBody(ClientHttpRequest delegate, TappedCall tapped, int limit) {
    super(delegate);
    this.tapped = tapped;
    this.limit = limit;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
    Prefix written = new Prefix(limit);
    // Connectors send one buffer otherwise than many, so a Mono stays one.
    return body instanceof Mono
        ? super.writeWith(
            Mono.<DataBuffer>from(body)
                .doOnNext(buffer -> add(buffer, written))
                .doOnSuccess(done -> whole(written)))
        : super.writeWith(
            Flux.<DataBuffer>from(body)
                .doOnNext(buffer -> add(buffer, written))
                .doOnComplete(() -> whole(written)));
  }

  @Override
  public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
    Prefix written = new Prefix(limit);
    return super.writeAndFlushWith(
        Flux.from(body)
            .map(part -> Flux.<DataBuffer>from(part).doOnNext(buffer -> add(buffer, written)))
            .doOnComplete(() -> whole(written)));
  }

  private static void add(DataBuffer buffer, Prefix written) {
    try {
      written.add(buffer.asByteBuffer());
    } catch (RuntimeException | LinkageError ours) {
      written.leaveOut();
    }
  }

  private void whole(Prefix written) {
    try {
      tapped.written(written);
    } catch (RuntimeException | LinkageError | StackOverflowError ours) {
      // The span then lacks what the body said.
    }
  }
}
