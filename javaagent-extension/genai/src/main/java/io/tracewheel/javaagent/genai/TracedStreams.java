// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Streams and iterators that behave as the ones given and report to a {@link StreamCall} what the
 * application reads.
 */
public final class TracedStreams {

  private TracedStreams() {}

  /**
   * A sequential stream over the same elements. It ends the call when it is exhausted, fails or is
   * closed.
   *
   * @param toJson the wire form of an element, {@code null} if it has none; may throw
   */
  public static <T> Stream<T> stream(
      Stream<T> source, StreamCall call, Function<? super T, @Nullable String> toJson) {
    Spliterator<T> elements = new TracedSpliterator<>(source.spliterator(), call, toJson);
    return StreamSupport.stream(elements, false)
        .onClose(
            () -> {
              try {
                source.close();
              } finally {
                call.onClose();
              }
            });
  }

  /** An iterator over the same elements, which ends the call when it is exhausted or fails. */
  public static <T> Iterator<T> iterator(
      Iterator<T> source, StreamCall call, Function<? super T, @Nullable String> toJson) {
    return new TracedIterator<>(source, call, toJson);
  }

  private static <T> void report(
      StreamCall call, Function<? super T, @Nullable String> toJson, T element) {
    String json = null;
    try {
      json = toJson.apply(element);
    } catch (RuntimeException unreadable) {
      // Counts as a chunk without readable content.
    }
    call.onChunk(json);
  }

  /** Itself what the source hands its elements to, so that none needs an object of its own. */
  private static final class TracedSpliterator<T> implements Spliterator<T>, Consumer<T> {
    private final Spliterator<T> source;
    private final StreamCall call;
    private final Function<? super T, @Nullable String> toJson;
    private @Nullable Consumer<? super T> reader;
    private boolean consumerFailed;

    TracedSpliterator(
        Spliterator<T> source, StreamCall call, Function<? super T, @Nullable String> toJson) {
      this.source = source;
      this.call = call;
      this.toJson = toJson;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
      boolean advanced;
      Consumer<? super T> outer = reader;
      reader = action;
      try {
        advanced = source.tryAdvance(this);
      } catch (RuntimeException | Error failure) {
        failed(failure);
        throw failure;
      } finally {
        reader = outer;
      }
      if (!advanced) {
        call.onEnd();
      }
      return advanced;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
      Consumer<? super T> outer = reader;
      reader = action;
      try {
        source.forEachRemaining(this);
      } catch (RuntimeException | Error failure) {
        failed(failure);
        throw failure;
      } finally {
        reader = outer;
      }
      call.onEnd();
    }

    @Override
    public void accept(T element) {
      Consumer<? super T> action = reader;
      report(call, toJson, element);
      consumerFailed = true;
      if (action != null) {
        action.accept(element);
      }
      consumerFailed = false;
    }

    /**
     * What the application's own code throws while it handles an element is no failure of the model
     * call.
     */
    private void failed(Throwable failure) {
      if (consumerFailed) {
        call.onClose();
      } else {
        call.onError(failure);
      }
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
      return null; // chunks come one after the other
    }

    @Override
    public long estimateSize() {
      return source.estimateSize();
    }

    @Override
    public int characteristics() {
      return source.characteristics() & ~(SIZED | SUBSIZED | SORTED);
    }
  }

  private static final class TracedIterator<T> implements Iterator<T> {
    private final Iterator<T> source;
    private final StreamCall call;
    private final Function<? super T, @Nullable String> toJson;

    TracedIterator(
        Iterator<T> source, StreamCall call, Function<? super T, @Nullable String> toJson) {
      this.source = source;
      this.call = call;
      this.toJson = toJson;
    }

    @Override
    public boolean hasNext() {
      boolean more;
      try {
        more = source.hasNext();
      } catch (RuntimeException | Error failure) {
        call.onError(failure);
        throw failure;
      }
      if (!more) {
        call.onEnd();
      }
      return more;
    }

    @Override
    public T next() {
      T element;
      try {
        element = source.next();
      } catch (RuntimeException | Error failure) {
        call.onError(failure);
        throw failure;
      }
      report(call, toJson, element);
      return element;
    }

    @Override
    public void remove() {
      source.remove();
    }
  }
}
