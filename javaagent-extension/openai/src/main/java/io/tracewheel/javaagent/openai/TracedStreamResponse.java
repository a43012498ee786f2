// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.openai.core.http.StreamResponse;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream of chunks as the library made it, watched; see {@link TracedResponse}. */
final class TracedStreamResponse<T> implements StreamResponse<T> {

  private final StreamResponse<T> delegate;
  private final OpenAiCall call;
  private @Nullable Stream<T> original;
  private @Nullable Stream<T> traced;

  TracedStreamResponse(StreamResponse<T> delegate, OpenAiCall call) {
    this.delegate = delegate;
    this.call = call;
  }

  boolean wraps(StreamResponse<?> other) {
    return delegate == other;
  }

  /**
   * Same object for the same object, so that a second use fails as it does without us. The function
   * given to it refers to this object: older releases close a stream under its reader once the
   * collector finds that the application holds on to nothing but {@code stream()}.
   */
  @Override
  public synchronized Stream<T> stream() {
    Stream<T> fresh = delegate.stream();
    Stream<T> known = traced;
    if (known == null || fresh != original) {
      known = call.traced(fresh, this::json);
      original = fresh;
      traced = known;
    }
    return known;
  }

  private @Nullable String json(T chunk) {
    return call.json(chunk);
  }

  @Override
  public void close() {
    try {
      delegate.close();
    } finally {
      call.closed(null);
    }
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
