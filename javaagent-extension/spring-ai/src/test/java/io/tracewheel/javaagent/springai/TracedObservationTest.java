// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A traced observation is the original one to all but us. */
class TracedObservationTest {

  @BeforeEach
  void forget() {
    Recorded.reset();
  }

  private static Observation traced(Observation original, Recorder recorder) {
    return Observed.as(original, recorder);
  }

  private static Observation traced(String model) {
    return traced(Observation.NOOP, Recorded.call(model));
  }

  /** A registry whose handler writes down what it is told. */
  private static ObservationRegistry registry(List<String> log) {
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              private void note(String what, Observation.Context context) {
                Observation.ContextView above =
                    context.getParentObservation() == null
                        ? null
                        : context.getParentObservation().getContextView();
                log.add(
                    what
                        + context.getName()
                        + context.getAllKeyValues()
                        + context.getError()
                        + (above == null ? "" : above.getName()));
              }

              @Override
              public void onStart(Observation.Context context) {
                note("start ", context);
              }

              @Override
              public void onError(Observation.Context context) {
                note("error ", context);
              }

              @Override
              public void onEvent(Observation.Event event, Observation.Context context) {
                note("event " + event.getName(), context);
              }

              @Override
              public void onScopeOpened(Observation.Context context) {
                note("open ", context);
              }

              @Override
              public void onScopeClosed(Observation.Context context) {
                note("close ", context);
              }

              @Override
              public void onStop(Observation.Context context) {
                note("stop ", context);
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }
            });
    return registry;
  }

  /** Uses observations in all ways at random; the same seed does the same. */
  private static List<String> use(long seed, UnaryOperator<Observation> made) {
    Random random = new Random(seed);
    List<String> log = new ArrayList<>();
    ObservationRegistry registry = registry(log);
    use(random, registry, made, log, 3);
    log.add("left " + registry.getCurrentObservationScope());
    return log;
  }

  private static void use(
      Random random,
      ObservationRegistry registry,
      UnaryOperator<Observation> made,
      List<String> log,
      int depth) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      Observation observation =
          made.apply(Observation.createNotStarted("o" + random.nextInt(100), registry));
      observation.lowCardinalityKeyValue(KeyValue.of("key", "value"));
      boolean fails = random.nextInt(3) == 0;
      Runnable work =
          () -> {
            log.add("work in " + String.valueOf(registry.getCurrentObservation() != null));
            if (depth > 0) {
              use(random, registry, made, log, depth - 1);
            }
            if (fails) {
              throw new IllegalArgumentException("failed");
            }
          };
      try {
        switch (random.nextInt(7)) {
          case 0 -> observation.observe(work);
          case 1 ->
              log.add(
                  observation.observe(
                      () -> {
                        work.run();
                        return "supplied";
                      }));
          case 2 ->
              log.add(
                  observation.<String, IOException>observeChecked(
                      () -> {
                        work.run();
                        if (random.nextBoolean()) {
                          throw new IOException("checked");
                        }
                        return "checked";
                      }));
          case 3 ->
              log.add(
                  observation
                      .wrap(
                          () -> {
                            work.run();
                            return "wrapped";
                          })
                      .get());
          case 4 -> observation.wrap(work).run();
          case 5 -> {
            observation.start();
            observation.event(Observation.Event.of("event"));
            try (Observation.Scope scope = observation.openScope()) {
              log.add(scope.getCurrentObservation().getContextView().getName());
              Observation child =
                  made.apply(Observation.createNotStarted("child", registry))
                      .parentObservation(observation);
              child.scoped(() -> log.add("scoped"));
              child.observe(() -> log.add("child"));
            }
            if (fails) {
              observation.error(new IllegalStateException("told"));
            }
            observation.stop();
          }
          default -> {
            observation.start();
            observation.scoped(work);
            observation.stop();
          }
        }
      } catch (IllegalArgumentException | IOException e) {
        log.add("threw " + e);
      }
    }
  }

  @Test
  void handlersAndCallersSeeTheSameWhateverIsDoneWithIt() {
    long first = System.nanoTime();
    for (long seed = first; seed < first + 500; seed++) {
      List<String> original = use(seed, observation -> observation);
      assertThat(use(seed, o -> traced(o, Recorded.call("m"))))
          .as("seed %d", seed)
          .isEqualTo(original);
      assertThat(use(seed, o -> traced(o, Recorded.broken())))
          .as("seed %d", seed)
          .isEqualTo(original);
      assertThat(use(seed, Observed::asLink)).as("seed %d", seed).isEqualTo(original);
    }
  }

  @Test
  void whatTheWorkThrowsComesThroughAndFailsTheSpan() {
    IOException mine = new IOException("mine");

    assertThatThrownBy(
            () ->
                traced("m")
                    .observeChecked(
                        () -> {
                          throw mine;
                        }))
        .isSameAs(mine);

    assertThat(Recorded.spans()).hasSize(1);
    SpanData span = Recorded.spans().get(0);
    assertThat(span.getStatus()).isEqualTo(StatusData.error());
    assertThat(span.getAttributes().asMap().toString()).contains("java.io.IOException");
  }

  @Test
  void theSpanIsCurrentInsideObserveAndNowhereElse() {
    Observation observation = traced("m");

    observation.start();
    try (Observation.Scope scope = observation.openScope()) {
      assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }
    String inside = observation.observe(() -> Span.current().getSpanContext().getSpanId());

    assertThat(Recorded.spans()).hasSize(1);
    assertThat(Recorded.spans().get(0).getSpanId()).isEqualTo(inside);
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void theParentThatSpringAiNamesCountsOnAnyThread() throws Exception {
    Observation agent = traced("outer");
    Observation advisor = Observed.asLink(Observation.NOOP).parentObservation(agent);
    Observation tool = traced("other");
    agent.start();

    Thread elsewhere =
        new Thread(
            () -> {
              advisor.start();
              tool.parentObservation(advisor).observe(() -> {});
              advisor.stop();
            });
    elsewhere.start();
    elsewhere.join();
    agent.stop();

    // A model call inside a model call is the same call: one span, whatever the thread.
    assertThat(Recorded.spans()).extracting(SpanData::getName).containsExactly("chat outer");
  }

  @Test
  void whatComesAfterAnEndedCallIsBesideIt() {
    Observation first = traced("first");
    first.start();
    first.stop();

    traced("second").parentObservation(first).observe(() -> {});

    assertThat(Recorded.spans())
        .extracting(span -> span.getName() + " " + span.getParentSpanContext().isValid())
        .containsExactly("chat first false", "chat second false");
  }
}
