// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The response as the library made it, watched. A class rather than a reflective proxy: exceptions
 * leave it as they come, and muzzle turns the instrumentation off should a release add a method
 * that is missing here.
 */
final class TracedResponse<T> implements HttpResponseFor<T> {

  private final HttpResponseFor<T> delegate;
  private final AnthropicCall call;
  private @Nullable TracedStreamResponse<?> stream;

  TracedResponse(HttpResponseFor<T> delegate, AnthropicCall call) {
    this.delegate = delegate;
    this.call = call;
  }

  @Override
  public T parse() {
    T parsed;
    try {
      parsed = delegate.parse();
    } catch (Throwable t) {
      call.failed(t);
      throw t;
    }
    if (parsed instanceof StreamResponse) {
      @SuppressWarnings("unchecked") // T is StreamResponse or a super type of it
      T traced = (T) traced((StreamResponse<?>) parsed);
      return traced;
    }
    call.answered(parsed);
    return parsed;
  }

  /** The library parses once and then returns the same object; so does this. */
  private synchronized TracedStreamResponse<?> traced(StreamResponse<?> parsed) {
    TracedStreamResponse<?> known = stream;
    if (known == null || !known.wraps(parsed)) {
      known = new TracedStreamResponse<>(parsed, call);
      stream = known;
    }
    return known;
  }

  @Override
  public int statusCode() {
    return delegate.statusCode();
  }

  @Override
  public Headers headers() {
    return delegate.headers();
  }

  @Override
  public Optional<String> requestId() {
    return delegate.requestId();
  }

  @Override
  public InputStream body() {
    return delegate.body();
  }

  @Override
  public void close() {
    try {
      delegate.close();
    } finally {
      call.closed(delegate);
    }
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
