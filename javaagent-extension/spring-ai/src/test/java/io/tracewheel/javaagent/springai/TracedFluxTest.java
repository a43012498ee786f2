// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * A traced stream is the original one to its reader; its operation ends with it, however it does.
 */
class TracedFluxTest {

  @BeforeEach
  void forget() {
    Recorded.reset();
  }

  /** A stream that begins its operation while it is subscribed to, as Spring AI's do. */
  private static <T> Flux<T> traced(Recorder recorder, Flux<T> answer) {
    return TracedFlux.of(
        Flux.defer(
            () -> {
              SpringAiCall call = new SpringAiCall(recorder);
              call.begin();
              return answer;
            }),
        null);
  }

  private static <T> Flux<T> traced(Flux<T> answer) {
    return traced(Recorded.call("m"), answer);
  }

  private static List<String> ends() {
    List<String> ends = new ArrayList<>();
    for (SpanData span : Recorded.spans()) {
      StringBuilder end = new StringBuilder(span.getName());
      span.getAttributes()
          .forEach(
              (key, value) -> {
                if (key.getKey().endsWith("stream.end") || key.getKey().equals("error.type")) {
                  end.append(' ').append(value);
                }
              });
      ends.add(end.toString());
    }
    return ends;
  }

  @Test
  void aSubscriptionThatIsDroppedHalfReadIsAbandoned() throws Exception {
    assertThat(firstOf(traced(Flux.just("a", "b")))).isEqualTo("a");
    for (int i = 0; i < 100 && Recorded.spans().isEmpty(); i++) {
      System.gc();
      Thread.sleep(20);
      new SpringAiCall(Recorded.call("next")).begin(); // whatever comes next reports it
    }
    assertThat(ends()).containsExactly("chat m abandoned");
  }

  /** Takes one element and forgets the subscription. */
  private static String firstOf(Flux<String> answer) {
    StringBuilder first = new StringBuilder();
    answer.subscribe(
        new BaseSubscriber<String>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(1);
          }

          @Override
          protected void hookOnNext(String element) {
            first.append(element);
          }
        });
    return first.toString();
  }

  /** Reads a stream with demand, cancellation and an error of the reader's own at random. */
  private static List<String> read(long seed, Flux<Integer> answer) throws Exception {
    Random random = new Random(seed);
    int leaveAfter = random.nextInt(8);
    long step = 1 + random.nextInt(3);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    answer.subscribe(
        new BaseSubscriber<Integer>() {
          private int received;

          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            seen.add("subscribed");
            request(step);
          }

          @Override
          protected void hookOnNext(Integer element) {
            seen.add("next " + element);
            if (++received == leaveAfter) {
              cancel();
            } else if (received % step == 0) {
              request(step);
            }
          }

          @Override
          protected void hookOnComplete() {
            seen.add("complete");
          }

          @Override
          protected void hookOnError(Throwable error) {
            seen.add("error " + error);
          }

          @Override
          protected void hookFinally(SignalType type) {
            seen.add("finally " + type);
            done.countDown();
          }
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).as("end of seed %d", seed).isTrue();
    return List.copyOf(seen);
  }

  private static Flux<Integer> answer(long seed) {
    Random random = new Random(~seed);
    Flux<Integer> answer = Flux.range(0, random.nextInt(6));
    if (random.nextInt(3) == 0) {
      answer = answer.concatWith(Flux.error(new IllegalStateException("broke")));
    }
    return switch (random.nextInt(3)) {
      case 0 -> answer.hide();
      case 1 -> answer.publishOn(Schedulers.parallel());
      default -> answer;
    };
  }

  @Test
  void theReaderSeesTheSameAndEachReadingMakesOneSpan() throws Exception {
    long first = System.nanoTime();
    for (long seed = first; seed < first + 500; seed++) {
      Recorded.reset();
      List<String> original = read(seed, answer(seed));

      assertThat(read(seed, traced(answer(seed)))).as("seed %d", seed).isEqualTo(original);
      assertThat(ends())
          .as("seed %d, %s", seed, original)
          .containsExactly(
              original.contains("complete")
                  ? "chat m"
                  : original.contains("finally cancel")
                      ? "chat m cancelled"
                      : "chat m java.lang.IllegalStateException");
      assertThat(read(seed, traced(Recorded.broken(), answer(seed))))
          .as("seed %d", seed)
          .isEqualTo(original);
    }
  }

  @Test
  void upstreamRunsInsideTheOperationAndTheReaderOutside() {
    List<String> upstream = Collections.synchronizedList(new ArrayList<>());
    List<String> reader = Collections.synchronizedList(new ArrayList<>());
    Flux<Integer> source =
        Flux.<Integer>create(
                sink -> {
                  upstream.add(current());
                  Context.current().wrap(() -> sink.next(1).next(2).complete()).run();
                })
            .doOnRequest(n -> upstream.add(current()));

    traced(source).doOnNext(element -> reader.add(current())).blockLast();

    String span = Recorded.spans().get(0).getSpanId();
    assertThat(upstream).isNotEmpty().allMatch(span::equals);
    assertThat(reader).containsExactly("none", "none");
    assertThat(current()).isEqualTo("none");
  }

  private static String current() {
    Span span = Span.current();
    return span.getSpanContext().isValid() ? span.getSpanContext().getSpanId() : "none";
  }

  @Test
  void cancellationReachesTheSourceInsideTheOperation() {
    List<String> cancelled = Collections.synchronizedList(new ArrayList<>());
    Flux<Integer> source = Flux.range(0, 100).hide().doOnCancel(() -> cancelled.add(current()));

    traced(source).take(3).blockLast();

    assertThat(ends()).containsExactly("chat m cancelled");
    assertThat(cancelled).hasSize(1);
  }

  @Test
  void aSecondSubscriptionIsASecondOperation() {
    Flux<Integer> answer = traced(Flux.just(1, 2));

    answer.blockLast();
    answer.blockLast();

    assertThat(ends()).containsExactly("chat m", "chat m");
  }

  @Test
  void aSourceThatThrowsWhileItIsSubscribedToEndsTheOperation() {
    Flux<Integer> answer =
        traced(
            Flux.defer(
                () -> {
                  throw new IllegalArgumentException("no request can be made");
                }));

    assertThat(answer.onErrorReturn(7).blockLast()).isEqualTo(7);

    assertThat(ends()).containsExactly("chat m java.lang.IllegalArgumentException");
  }
}
