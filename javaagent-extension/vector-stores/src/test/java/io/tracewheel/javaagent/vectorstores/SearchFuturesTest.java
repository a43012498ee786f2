// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the application gets in place of a client's future behaves as the client's own. */
class SearchFuturesTest {

  private final SettableFuture<Object> original = SettableFuture.create();
  private final List<Object> read = new ArrayList<>();

  private VectorSearch search() {
    return VectorSearch.start(
        "store", "things", 3L, Endpoint.UNKNOWN, null, (answer, into) -> read.add(answer));
  }

  private ListenableFuture<Object> given() {
    return requireNonNull(SearchFutures.returned(search(), original, null));
  }

  @Test
  void theAnswerIsTheSameObjectAndWasReadBefore() throws Exception {
    ListenableFuture<Object> given = given();
    List<Integer> readByThen = new ArrayList<>();
    given.addListener(() -> readByThen.add(read.size()), Runnable::run);
    Object answer = new Object();
    original.set(answer);

    assertThat(given.get()).isSameAs(answer);
    assertThat(read).containsExactly(answer);
    assertThat(readByThen).containsExactly(1);
  }

  @Test
  void theErrorIsTheSameObject() {
    ListenableFuture<Object> given = given();
    IllegalStateException error = new IllegalStateException("refused");
    original.setException(error);

    assertThatThrownBy(given::get).isInstanceOf(ExecutionException.class).cause().isSameAs(error);
    assertThat(read).isEmpty();
  }

  @Test
  void cancellingItCancelsTheClientsFuture() {
    assertThat(given().cancel(true)).isTrue();
    assertThat(original.isCancelled()).isTrue();
  }

  @Test
  void aCancelledFutureOfTheClientIsACancelledOneOfTheApplication() {
    ListenableFuture<Object> given = given();
    original.cancel(true);
    assertThat(given.isCancelled()).isTrue();
  }

  @Test
  void anInterruptedThreadLosesNothing() throws Exception {
    ListenableFuture<Object> given = given();
    Thread.currentThread().interrupt();
    original.set("answer");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(given.get()).isEqualTo("answer");
  }

  @Test
  void anAnswerThatCannotBeReadIsStillTheAnswer() throws Exception {
    VectorSearch search =
        VectorSearch.start(
            "store",
            "things",
            3L,
            Endpoint.UNKNOWN,
            null,
            (answer, into) -> {
              throw new ClassCastException("of another release");
            });
    ListenableFuture<Object> given = requireNonNull(SearchFutures.returned(search, original, null));
    original.set("answer");
    assertThat(given.get()).isEqualTo("answer");
  }

  @Test
  void withoutAFutureNothingIsMadeUp() {
    @Nullable ListenableFuture<Object> none = null;
    assertThat(SearchFutures.returned(search(), none, new IllegalStateException())).isNull();
  }
}
