// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.Ledger.Verdict;
import io.tracewheel.smoke.sink.Answer;
import io.tracewheel.smoke.sink.Export;
import io.tracewheel.smoke.sink.OtlpSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills, stops and refusals under load: what was acknowledged arrives, once but for what was in
 * flight. Every test prints its ledger.
 */
@Timeout(1800)
class FaultsIT {

  private static final int ROUNDS = Integer.getInteger("tracewheel.faults.rounds", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(25);

  /** Requests in flight to one destination; the default of {@code num_consumers}. */
  private static final int IN_FLIGHT = 4;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir private Path directory;

  @Test
  void aKilledEvaluatorLosesNothingItAcknowledged() throws Exception {
    Ledger ledger = new Ledger();
    Path out = directory.resolve("out.jsonl");
    try (OtlpSink sink = OtlpSink.start()) {
      String[] arguments = to(sink, "--to", "file:" + out);
      for (int round = 0; round < ROUNDS; round++) {
        try (EvaluatorProcess evaluator = EvaluatorProcess.up(arguments);
            Load load = Load.start(ledger, evaluator)) {
          load.awaitAcknowledged(200 + random.nextInt(600));
          evaluator.kill();
          load.stop();
        }
        try (EvaluatorProcess recovering = EvaluatorProcess.begin(arguments)) {
          Thread.sleep(random.nextInt(1000));
          recovering.kill();
        }
      }
      try (EvaluatorProcess evaluator = EvaluatorProcess.up(arguments)) {
        assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
      }
      Verdict atSink = ledger.judge(sink.spans());
      Verdict inFile = ledger.judge(Scores.spans(OtlpJsonLines.traces(OtlpJsonLines.read(out))));
      System.out.printf(
          "SIGKILL, %d rounds (seed %d): sink %s, file %s%n", ROUNDS, seed, atSink, inFile);
      assertNothingLost(atSink, 1000);
      assertNothingLost(inFile, 1000);
      // Each round kills twice, and each kill may repeat what was in flight.
      assertThat(atSink.duplicates())
          .isLessThanOrEqualTo(2 * ROUNDS * IN_FLIGHT * Load.SPANS_PER_REQUEST);
      assertThat(inFile.duplicates()).isZero();
    }
  }

  @Test
  void anEvaluatorThatIsToldToStopUnderLoadExitsInTimeAndLosesNothing() throws Exception {
    Ledger ledger = new Ledger();
    try (OtlpSink sink = OtlpSink.start()) {
      int rounds = Math.max(2, ROUNDS / 2);
      for (int round = 0; round < rounds; round++) {
        try (EvaluatorProcess evaluator = EvaluatorProcess.up(to(sink));
            Load load = Load.start(ledger, evaluator)) {
          load.awaitAcknowledged(300 + random.nextInt(600));
          assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
          load.stop();
          assertThat(load.answers()).isSubsetOf(Status.Code.OK, Status.Code.UNAVAILABLE);
        }
      }
      Verdict verdict = ledger.judge(sink.spans());
      System.out.printf("SIGTERM, %d rounds (seed %d): %s%n", rounds, seed, verdict);
      assertNothingLost(verdict, 500);
      assertThat(verdict.duplicates()).isZero();
    }
  }

  @Test
  void whatADeadDestinationCouldNotTakeBeforeTheStopIsDeliveredAfterTheNextStart()
      throws Exception {
    Ledger ledger = new Ledger();
    OtlpSink sink = OtlpSink.start();
    int grpcPort = sink.grpcPort();
    sink.close();
    Path config = config(grpcPort, "50ms", "500ms", "2s");
    try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString());
        Load load = Load.start(ledger, evaluator)) {
      load.awaitAcknowledged(200);
      assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
      load.stop();
    }
    try (OtlpSink again = OtlpSink.start(grpcPort, 0);
        EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString())) {
      awaitAll(ledger, again);
      assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
      Verdict verdict = ledger.judge(again.spans());
      System.out.printf("SIGTERM with a dead destination: %s%n", verdict);
      assertNothingLost(verdict, 100);
      assertThat(verdict.duplicates()).isZero();
    }
  }

  @Test
  void aDestinationThatRefusesMostOfTheTimeGetsEverythingInTheEnd() throws Exception {
    Ledger ledger = new Ledger();
    Random refusals = new Random(seed);
    try (OtlpSink sink = OtlpSink.start()) {
      sink.answer(
          export -> {
            synchronized (refusals) {
              return refusals.nextInt(10) < 7 ? Answer.unavailable() : Answer.accept();
            }
          });
      Path config = config(sink.grpcPort(), "10ms", "100ms", "20s");
      try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString())) {
        try (OtlpClient client = new OtlpClient(evaluator)) {
          for (int i = 0; i < 20 * ROUNDS; i++) {
            ExportTraceServiceRequest request = ledger.request(Load.SPANS_PER_REQUEST, "flap");
            assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
            ledger.acknowledged(request);
          }
        }
        awaitAll(ledger, sink);
        assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
      }
      Verdict verdict = ledger.judge(sink.spans());
      System.out.printf(
          "70 %% UNAVAILABLE (seed %d): %s in %d attempts%n", seed, verdict, sink.seen().size());
      assertNothingLost(verdict, 1000);
      assertThat(verdict.duplicates()).isZero();
      assertThat(sink.seen()).hasSizeGreaterThan(sink.kept().size());
    }
  }

  @Test
  void anAcknowledgementThatGotLostIsRepeatedWithTheSameBytes() throws Exception {
    Ledger ledger = new Ledger();
    Random drops = new Random(seed);
    try (OtlpSink sink = OtlpSink.start()) {
      sink.answer(
          export -> {
            synchronized (drops) {
              return drops.nextInt(5) == 0 ? new Answer.Drop(true) : Answer.accept();
            }
          });
      Path config = config(sink.grpcPort(), "10ms", "100ms", "20s");
      try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString())) {
        try (OtlpClient client = new OtlpClient(evaluator)) {
          for (int i = 0; i < 10 * ROUNDS; i++) {
            ExportTraceServiceRequest request = ledger.request(Load.SPANS_PER_REQUEST, "drop");
            assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
            ledger.acknowledged(request);
          }
        }
        awaitAll(ledger, sink);
        assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
        assertThat(deadLetters()).as(evaluator.said()).isEmpty();
      }
      Verdict verdict = ledger.judge(sink.spans());
      System.out.printf("lost acknowledgements (seed %d): %s%n", seed, verdict);
      assertNothingLost(verdict, 500);
      assertThat(verdict.duplicates()).isPositive();
    }
  }

  @Test
  void whatADestinationRefusesForGoodIsSetAsideAndTheRestGoesOn() throws Exception {
    Ledger good = new Ledger();
    Ledger bad = new Ledger();
    try (OtlpSink picky = OtlpSink.start();
        OtlpSink other = OtlpSink.start()) {
      picky.answer(export -> isBad(export) ? Answer.invalid() : Answer.accept());
      try (EvaluatorProcess evaluator =
              EvaluatorProcess.up(to(picky, "--to", "http://127.0.0.1:" + other.httpPort()));
          OtlpClient client = new OtlpClient(evaluator)) {
        for (int i = 0; i < 30; i++) {
          boolean isBad = i % 10 == 3;
          ExportTraceServiceRequest request =
              (isBad ? bad : good).request(5, isBad ? "bad-" + i : "good-" + i);
          assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
          (isBad ? bad : good).acknowledged(request);
        }
        assertThat(evaluator.terminate(DRAIN)).as(evaluator.said()).isZero();
        assertThat(evaluator.said()).as("a word about it").containsIgnoringCase("refused");
      }
      assertThat(picky.spans()).hasSize(good.acknowledged());
      assertThat(good.judge(picky.spans()).lost()).isZero();
      assertThat(other.spans()).hasSize(good.acknowledged() + bad.acknowledged());

      List<JsonObject> deadLetters = deadLetters();
      List<Span> setAside = new ArrayList<>();
      for (JsonObject line : deadLetters) {
        JsonObject about = line.remove("tracewheelDeadLetter").getAsJsonObject();
        assertThat(about.get("destination").getAsString())
            .contains(Integer.toString(picky.grpcPort()));
        assertThat(about.get("reason").getAsString()).contains("refused by the sink");
        setAside.addAll(
            Scores.spans(OtlpJsonLines.traces(List.of(OtlpJsonLines.parse(line.toString())))));
      }
      Verdict verdict = bad.judge(setAside);
      System.out.printf("permanent refusal: dead letters %s%n", verdict);
      assertNothingLost(verdict, 15);
      assertThat(verdict.duplicates()).isZero();
    }
  }

  private static boolean isBad(Export export) {
    return export.spans().stream().anyMatch(span -> span.getName().startsWith("bad-"));
  }

  private List<JsonObject> deadLetters() throws IOException {
    List<JsonObject> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          found.add(JsonParser.parseString(line).getAsJsonObject());
        }
      }
    }
    return found;
  }

  private static void assertNothingLost(Verdict verdict, int leastAcknowledged) {
    assertThat(verdict.acknowledged())
        .as("proves nothing")
        .isGreaterThanOrEqualTo(leastAcknowledged);
    assertThat(verdict.lost()).as("lost").isZero();
    assertThat(verdict.invented()).as("invented").isZero();
    assertThat(verdict.corrupted()).as("corrupted").isZero();
  }

  private static void awaitAll(Ledger ledger, OtlpSink sink) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ledger.judge(sink.spans()).lost() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }

  private String[] to(OtlpSink sink, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--data",
                directory.resolve("data").toString(),
                "--to",
                "grpc://127.0.0.1:" + sink.grpcPort()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Path config(int grpcPort, String initial, String max, String drain) throws IOException {
    Path config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        """
        log:
          directory: %s
        exporters:
          otlp/sink:
            endpoint: 127.0.0.1:%d
            tls:
              insecure: true
            retry_on_failure:
              initial_interval: %s
              max_interval: %s
        service:
          drain_timeout: %s
        """
            .formatted(directory.resolve("data/log"), grpcPort, initial, max, drain));
    return config;
  }
}
