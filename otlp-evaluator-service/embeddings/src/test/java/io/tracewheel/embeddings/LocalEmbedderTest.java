// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.text.TextEmbedder;
import io.tracewheel.evaluators.text.TextEmbedderFactory;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalEmbedderTest {

  /** A model whose vectors are the lengths of texts, and that waits until it may go on. */
  private static final class Slow implements LocalEmbedder.Model {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public float[] vector(String text) {
      begun.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (text.equals("bad")) {
        throw new IllegalStateException("secret");
      }
      return new float[] {text.length()};
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void theModelIsLoadedWithTheFirstTextAndEqualTextsAreLookedAtOnce() {
    AtomicInteger loaded = new AtomicInteger();
    Slow model = new Slow();
    model.gate.countDown();
    try (LocalEmbedder embedder =
        new LocalEmbedder(
            () -> {
              loaded.incrementAndGet();
              return model;
            },
            10)) {
      assertThat(loaded).hasValue(0);
      assertThat(vectors(embedder, "aa", "b", "aa")).containsExactly(2, 1, 2);
      assertThat(vectors(embedder, "b")).containsExactly(1);
      assertThat(loaded).hasValue(1);
      assertThat(embedder.made()).isEqualTo(2);
    }
  }

  @Test
  void onlySoManyVectorsAreKept() {
    Slow model = new Slow();
    model.gate.countDown();
    try (LocalEmbedder embedder = new LocalEmbedder(() -> model, 10)) {
      for (int i = 0; i <= LocalEmbedder.MAX_KEPT; i++) {
        vectors(embedder, "text " + i);
      }
      long made = embedder.made();
      vectors(embedder, "text " + LocalEmbedder.MAX_KEPT);
      assertThat(embedder.made()).isEqualTo(made);
      vectors(embedder, "text 0");
      assertThat(embedder.made()).isEqualTo(made + 1);
    }
  }

  @Test
  void whoeverAsksNeverWaitsAndIsToldWhenTooManyDo() throws Exception {
    Slow model = new Slow();
    try (LocalEmbedder embedder = new LocalEmbedder(() -> model, 2)) {
      CompletableFuture<List<float[]>> first = embedder.embed(List.of("a")).toCompletableFuture();
      model.begun.await();
      CompletableFuture<List<float[]>> second = embedder.embed(List.of("b")).toCompletableFuture();
      CompletableFuture<List<float[]>> third = embedder.embed(List.of("c")).toCompletableFuture();
      assertThat(why(embedder.embed(List.of("d")).toCompletableFuture()))
          .isEqualTo(Unscored.QUEUE_FULL);
      assertThat(first).isNotDone();
      model.gate.countDown();
      assertThat(first.join()).hasSize(1);
      assertThat(second.join()).hasSize(1);
      assertThat(third.join()).hasSize(1);
    }
  }

  @Test
  void aTextThatFailsCostsItselfAndAModelThatCannotBeLoadedSaysSo() {
    Slow model = new Slow();
    model.gate.countDown();
    try (LocalEmbedder embedder = new LocalEmbedder(() -> model, 10)) {
      assertThatThrownBy(() -> vectors(embedder, "bad"))
          .hasMessageContaining("the embedding model threw java.lang.IllegalStateException")
          .hasMessageNotContaining("secret");
      assertThat(vectors(embedder, "good")).containsExactly(4);
    }
    AtomicInteger tried = new AtomicInteger();
    try (LocalEmbedder embedder =
        new LocalEmbedder(
            () -> {
              tried.incrementAndGet();
              throw new UnsatisfiedLinkError("no such platform");
            },
            10)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> vectors(embedder, "a"))
            .hasMessageContaining("cannot be loaded here (java.lang.UnsatisfiedLinkError)");
      }
      assertThat(tried).hasValue(1);
    }
  }

  @Test
  void whatWaitsWhenItIsClosedIsAnswered() throws Exception {
    Slow model = new Slow();
    LocalEmbedder embedder = new LocalEmbedder(() -> model, 10);
    CompletableFuture<List<float[]>> first = embedder.embed(List.of("a")).toCompletableFuture();
    model.begun.await();
    CompletableFuture<List<float[]>> second = embedder.embed(List.of("b")).toCompletableFuture();
    embedder.close();
    embedder.close();
    model.gate.countDown();
    assertThat(first.join()).hasSize(1);
    assertThat(why(second)).isEqualTo(Unscored.QUEUE_FULL);
    assertThat(why(embedder.embed(List.of("c")).toCompletableFuture()))
        .isEqualTo(Unscored.QUEUE_FULL);
    model.closed.await();
  }

  @Test
  void theShippedModelIsFoundAsAService() {
    TextEmbedderFactory factory =
        ServiceLoader.load(TextEmbedderFactory.class).findFirst().orElseThrow();
    assertThat(factory.version()).isEqualTo(MiniLm.VERSION);
    try (TextEmbedderFactory.Open model = factory.open()) {
      List<float[]> vectors =
          model.embed(List.of("one text", "one text")).toCompletableFuture().join();
      assertThat(vectors.get(0)).hasSize(384).isEqualTo(vectors.get(1));
    }
  }

  private static List<Integer> vectors(LocalEmbedder embedder, String... texts) {
    return embedder.embed(List.of(texts)).toCompletableFuture().join().stream()
        .map(vector -> (int) vector[0])
        .toList();
  }

  private static Unscored why(CompletableFuture<List<float[]>> failed) {
    try {
      failed.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(TextEmbedder.Failure.class);
      return e.getCause() instanceof TextEmbedder.Failure known ? known.why() : Unscored.FAILED;
    }
  }
}
