// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import ai.onnxruntime.OrtException;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.text.TextEmbedder;
import io.tracewheel.evaluators.text.TextEmbedderFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Vectors from a model in this process, made by one thread of its own that loads the model with the
 * first text. Requests that wait are taken together and equal texts in them are looked at once; the
 * vectors of the last {@value #MAX_KEPT} texts are kept, by digest. A request that finds {@value
 * #MAX_WAITING} others before it, or waits longer than a minute, fails. Thread-safe.
 */
final class LocalEmbedder implements TextEmbedderFactory.Open {
  /** Most requests that wait. */
  static final int MAX_WAITING = 1_000;

  /** Most vectors that are kept: 3 MB. */
  static final int MAX_KEPT = 2_000;

  private static final int AT_ONCE = 32;
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(1);

  /** Makes the vector of one text. */
  interface Model extends AutoCloseable {
    /** Of length 1. */
    float[] vector(String text) throws OrtException;

    @Override
    void close() throws OrtException;
  }

  /** Loads a model. */
  interface Loader {
    Model load() throws OrtException;
  }

  private record Request(
      List<String> texts, CompletableFuture<List<float[]>> vectors, long since) {}

  private final BlockingQueue<Request> waiting;
  private final Loader loader;
  private final Thread thread;
  private final AtomicLong made = new AtomicLong();
  private volatile boolean closed;

  // Of the thread:
  private @Nullable Model model;
  private @Nullable Failure broken;
  private final Map<String, float[]> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > MAX_KEPT;
        }
      };

  LocalEmbedder(Loader loader, int maxWaiting) {
    this.loader = loader;
    this.waiting = new ArrayBlockingQueue<>(maxWaiting);
    this.thread = new Thread(this::work, "tracewheel-embeddings");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletionStage<List<float[]>> embed(List<String> texts) {
    CompletableFuture<List<float[]>> vectors = new CompletableFuture<>();
    if (closed || !waiting.offer(new Request(List.copyOf(texts), vectors, System.nanoTime()))) {
      vectors.completeExceptionally(
          new TextEmbedder.Failure(
              Unscored.QUEUE_FULL, "more texts wait for the embedding model than may"));
    } else if (closed) {
      failWaiting();
    }
    return vectors;
  }

  /** Vectors that the model has made; for tests. */
  long made() {
    return made.get();
  }

  private void work() {
    List<Request> taken = new ArrayList<>();
    try {
      while (!closed) {
        taken.add(waiting.take());
        waiting.drainTo(taken, AT_ONCE - 1);
        taken.forEach(this::answer);
        taken.clear();
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      closed = true;
      failWaiting();
      closeModel();
    }
  }

  private void failWaiting() {
    for (Request left = waiting.poll(); left != null; left = waiting.poll()) {
      left.vectors()
          .completeExceptionally(
              new TextEmbedder.Failure(Unscored.QUEUE_FULL, "the embedding model is closed"));
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever the native library throws costs this text only
  private void answer(Request request) {
    if (System.nanoTime() - request.since() > LONGEST_WAIT) {
      request
          .vectors()
          .completeExceptionally(
              new TextEmbedder.Failure(
                  Unscored.TIMED_OUT, "the embedding model has too much to do"));
      return;
    }
    try {
      List<float[]> vectors = new ArrayList<>();
      for (String text : request.texts()) {
        vectors.add(vector(text));
      }
      request.vectors().complete(List.copyOf(vectors));
    } catch (Throwable e) {
      request
          .vectors()
          .completeExceptionally(
              e instanceof Failure known
                  ? known
                  : new TextEmbedder.Failure(
                      Unscored.FAILED, "the embedding model threw " + e.getClass().getName()));
    }
  }

  private float[] vector(String text) throws OrtException {
    String key = digest(text);
    float[] known = kept.get(key);
    if (known == null) {
      known = model().vector(text);
      made.incrementAndGet();
      kept.put(key, known);
    }
    return known;
  }

  /** A model that cannot be loaded is not tried again. */
  private Model model() {
    Model loaded = model;
    if (broken != null) {
      throw broken;
    }
    if (loaded == null) {
      try {
        loaded = loader.load();
        model = loaded;
      } catch (OrtException | RuntimeException | LinkageError e) {
        broken =
            new TextEmbedder.Failure(
                Unscored.FAILED,
                "the embedding model cannot be loaded here (" + e.getClass().getName() + ")");
        throw broken;
      }
    }
    return loaded;
  }

  private void closeModel() {
    try {
      if (model != null) {
        model.close();
      }
    } catch (OrtException | RuntimeException e) {
      // The process ends, or at least does without it.
    }
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
