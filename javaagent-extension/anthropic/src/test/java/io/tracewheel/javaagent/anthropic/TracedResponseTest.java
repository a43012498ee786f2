// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ClientOptions;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.MessageCreateParams;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an application may rely on that the packaged agent's tests cannot bring about at will. */
class TracedResponseTest {

  @Test
  void whoReadsAStreamKeepsItsResponse() throws InterruptedException {
    Chunks chunks = new Chunks();
    WeakReference<Chunks> response = new WeakReference<>(chunks);
    Stream<String> stream = traced(chunks).stream();
    chunks = null;

    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(response.get()).as("response behind the stream").isNotNull();
    Reference.reachabilityFence(stream);
  }

  @Test
  void aStreamIsParsedAndReadAsBefore() {
    Chunks chunks = new Chunks();
    StreamResponse<String> traced = traced(chunks);
    assertThat(traced.stream()).isSameAs(traced.stream());
    assertThat(traced.stream().toList()).isEqualTo(List.of("a", "b"));
    traced.close();
    assertThat(chunks.closed).isTrue();
  }

  @SuppressWarnings("unchecked") // the wrapper has the type of what it wraps
  private static StreamResponse<String> traced(StreamResponse<String> chunks) {
    AnthropicCall call =
        AnthropicCall.start(
            MessageCreateParams.builder()
                .model("claude-test")
                .maxTokens(1)
                .addUserMessage("Hi")
                .build(),
            ClientOptions.builder().httpClient(new NoClient()).build(),
            true);
    HttpResponseFor<?> traced = Objects.requireNonNull(call).returned(new Response<>(chunks), null);
    return (StreamResponse<String>) Objects.requireNonNull(traced).parse();
  }

  private static final class Chunks implements StreamResponse<String> {
    private final Stream<String> stream = Stream.of("a", "b");
    private boolean closed;

    @Override
    public Stream<String> stream() {
      return stream;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Response<T> implements HttpResponseFor<T> {
    private final T parsed;

    Response(T parsed) {
      this.parsed = parsed;
    }

    @Override
    public T parse() {
      return parsed;
    }

    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return Headers.builder().build();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void close() {}
  }

  private static final class NoClient implements HttpClient {
    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(
        HttpRequest request, RequestOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
