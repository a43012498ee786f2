// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tracewheel.smoke.evaluator.Load;
import io.tracewheel.smoke.sink.Answer;
import io.tracewheel.smoke.sink.Export;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Destinations that are down, slow, flapping, refusing or lying. */
final class BadDestinations {

  private static final int SPANS = Load.SPANS_PER_REQUEST;

  private BadDestinations() {}

  static List<Fault> all() {
    return List.of(
        new Fault("destination down", BadDestinations::down),
        Fault.longOnly("destination slow", BadDestinations::slow),
        new Fault("destination flapping", BadDestinations::flapping),
        Fault.longOnly("destination overloaded", BadDestinations::overloaded),
        new Fault("destination refuses for good", BadDestinations::refusing),
        Fault.longOnly("acknowledgements get lost, gRPC", stage -> lostAnswers(stage, "otlp")),
        Fault.longOnly("acknowledgements get lost, HTTP", stage -> lostAnswers(stage, "otlphttp")),
        Fault.longOnly("destination rejects a part", BadDestinations::partialSuccess),
        new Fault("destination answers OK with garbage", BadDestinations::garbage),
        new Fault("destination is a proxy's page", BadDestinations::page),
        Fault.longOnly("destination closes midway", BadDestinations::midway));
  }

  private static void down(Stage stage) throws Exception {
    int seconds = stage.form.of(2, 120);
    stage.did("nobody listens for %d s under load", seconds);
    stage.up();
    stage.startLoad().awaitAcknowledged(100);
    stage.sinkDown();
    // What was in flight when it went may be repeated.
    stage.duplicatesAtMost(Stage.IN_FLIGHT * SPANS);
    Thread.sleep(seconds * 1_000L);
    stage.unload();
    stage.sinkUp();
    stage.over();
    stage.settle();
  }

  private static void slow(Stage stage) throws Exception {
    int requests = stage.form.of(10, 60);
    stage.setup.timeout = "1s";
    stage.did("%d requests; every third answer comes after the time-out of 1 s", requests);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    stage
        .sink()
        .answer(
            export -> {
              if (export.spans().isEmpty() || calls.incrementAndGet() % 3 != 0) {
                return Answer.accept();
              }
              late.incrementAndGet();
              return new Answer.Delay(Duration.ofMillis(1_500), Answer.accept());
            });
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
    // A late answer comes after the attempt was given up: that request is repeated.
    stage.duplicatesAtMost(late.get() * SPANS);
  }

  private static void flapping(Stage stage) throws Exception {
    int requests = stage.form.of(60, 1_000);
    stage.did("%d requests; 70 %% of attempts are answered UNAVAILABLE", requests);
    refuseSeventyPercent(stage, Answer.unavailable());
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
    assertThat(stage.sink().seen()).hasSizeGreaterThan(stage.sink().kept().size());
  }

  private static void overloaded(Stage stage) throws Exception {
    int requests = stage.form.of(60, 500);
    stage.did(
        "%d requests; 70 %% of attempts are answered RESOURCE_EXHAUSTED without RetryInfo, as a"
            + " Collector short of memory does",
        requests);
    refuseSeventyPercent(stage, new Answer.Refuse(Status.Code.RESOURCE_EXHAUSTED, 429, null));
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
  }

  private static void refuseSeventyPercent(Stage stage, Answer refusal) {
    stage.sink().answer(export -> stage.chance(0.7) ? refusal : Answer.accept());
  }

  private static void refusing(Stage stage) throws Exception {
    int requests = stage.form.of(30, 500);
    stage.did("%d requests; every tenth is INVALID_ARGUMENT and set aside in a file", requests);
    AtomicInteger calls = new AtomicInteger();
    stage
        .sink()
        .answer(
            export ->
                !export.spans().isEmpty() && calls.incrementAndGet() % 10 == 3
                    ? Answer.invalid()
                    : Answer.accept());
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
    assertThat(stage.evaluator().said()).as("a word about it").containsIgnoringCase("refused");
  }

  private static void lostAnswers(Stage stage, String transport) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%d requests; every fifth is kept, and its connection closed in reply", requests);
    stage.setup.transport = transport;
    int dropped = answerEveryFifth(stage, new Answer.Drop(true), requests);
    // A closed connection takes the other requests in flight on it along.
    stage.duplicatesAtMost(dropped * Stage.IN_FLIGHT * SPANS);
  }

  private static void partialSuccess(Stage stage) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%d requests; every fifth is kept, and 2 spans said to be rejected", requests);
    answerEveryFifth(stage, new Answer.PartialSuccess(2, "not these"), requests);
    assertThat(stage.evaluator().said()).as("a word about it").contains("not these");
  }

  private static void garbage(Stage stage) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%d requests; every fifth is kept and answered 200 with noise", requests);
    stage.setup.transport = "otlphttp";
    String noise = "\u0001\uffff{]".repeat(100);
    answerEveryFifth(stage, raw("application/x-protobuf", noise, true), requests);
  }

  private static void page(Stage stage) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%d requests; every fifth is answered 200 with a sign-in page, not kept", requests);
    stage.setup.transport = "otlphttp";
    String page = "<!doctype html><title>Sign in</title>";
    answerEveryFifth(stage, raw("text/html; charset=utf-8", page, false), requests);
  }

  private static void midway(Stage stage) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%d requests; every fifth is kept, and its answer cut in the middle", requests);
    stage.setup.transport = "otlphttp";
    int cut =
        answerEveryFifth(
            stage, new Answer.Raw(200, "application/x-protobuf", "ab", 1_000, true), requests);
    stage.duplicatesAtMost(cut * SPANS);
  }

  private static Answer raw(String type, String body, boolean keep) {
    int length = body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    return new Answer.Raw(200, type, body, length, keep);
  }

  /** Sends, waits until all is there, and says how often the answer was given. */
  private static int answerEveryFifth(Stage stage, Answer answer, int requests) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    Function<Export, Answer> policy =
        export -> {
          if (export.spans().isEmpty() || calls.incrementAndGet() % 5 != 0) {
            return Answer.accept();
          }
          given.incrementAndGet();
          return answer;
        };
    stage.sink().answer(policy);
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
    assertThat(given).as("proves nothing").hasPositiveValue();
    return given.get();
  }
}
