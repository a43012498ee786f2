// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.EvaluatorProcess;
import io.tracewheel.smoke.evaluator.Ledger;
import io.tracewheel.smoke.evaluator.Ledger.Verdict;
import io.tracewheel.smoke.evaluator.Load;
import io.tracewheel.smoke.evaluator.OtlpClient;
import io.tracewheel.smoke.evaluator.OtlpJsonLines;
import io.tracewheel.smoke.evaluator.Scores;
import io.tracewheel.smoke.sink.OtlpSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one fault happens: an evaluator process between a ledger of what was sent and acknowledged
 * and a destination of which everything that it ever received is kept.
 */
final class Stage implements AutoCloseable {

  /** Requests in flight to one destination; the default of {@code num_consumers}. */
  static final int IN_FLIGHT = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final int LINES_AT_MOST = 2_000;

  final Form form;

  /** Seeded; for the thread of the fault. */
  final Random random;

  private final Random chances;
  final Ledger ledger = new Ledger();
  final Setup setup;

  /** Other answers that this fault may bring; OK and UNAVAILABLE always may come. */
  final Set<Status.Code> answersToo = EnumSet.noneOf(Status.Code.class);

  private final Path directory;
  private final List<Span> receivedBefore = new ArrayList<>();
  private final int grpcPort;
  private final int httpPort;
  private @Nullable OtlpSink sink;
  private @Nullable EvaluatorProcess evaluator;
  private @Nullable Load load;
  private String what = "";
  private int duplicatesAtMost;
  private int spoilt;
  private long overNanos;
  private Duration recovery = Duration.ZERO;
  private long peakMegabytes;
  private Undo undo = () -> {};

  Stage(Form form, Path directory, long seed) {
    this.form = form;
    this.directory = directory;
    random = new Random(seed);
    chances = new Random(seed);
    setup = new Setup(directory);
    OtlpSink first = OtlpSink.start();
    sink = first;
    grpcPort = first.grpcPort();
    httpPort = first.httpPort();
  }

  Path directory() {
    return directory;
  }

  /** The destination, which must be up. */
  OtlpSink sink() {
    if (sink == null) {
      throw new IllegalStateException("the destination is down");
    }
    return sink;
  }

  void sinkDown() {
    receivedBefore.addAll(Ledger.spansIn(sink().traces()));
    sink().close();
    sink = null;
  }

  void sinkUp() {
    sink = OtlpSink.start(grpcPort, httpPort);
  }

  /** The running evaluator. */
  EvaluatorProcess evaluator() {
    if (evaluator == null) {
      throw new IllegalStateException("no evaluator runs");
    }
    return evaluator;
  }

  /** Starts the evaluator; returns when it is ready. */
  EvaluatorProcess up() throws IOException, InterruptedException {
    evaluator = EvaluatorProcess.up(setup.launch(), arguments());
    return evaluator;
  }

  /** Starts it and returns at once. */
  EvaluatorProcess begin() throws IOException {
    evaluator = EvaluatorProcess.begin(setup.launch(), arguments());
    return evaluator;
  }

  private String[] arguments() throws IOException {
    Path config = directory.resolve("config.yaml");
    Files.writeString(config, setup.yaml(grpcPort, httpPort));
    return new String[] {"--config", config.toString()};
  }

  /** Rules of the evaluator that starts next; jars of users are in the folder "jars". */
  void rules(String yaml) throws IOException {
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(rules, yaml);
    Path jars = Files.createDirectories(directory.resolve("jars"));
    setup.more =
        "evaluators: {rules: \"%s\", folder: \"%s\", traces: {quiet: 200ms}}"
            .formatted(rules, jars);
  }

  /** Different scores of a rule that reached the destination as events. */
  long scores(String rule) {
    return sink().logRecords().stream()
        .filter(event -> Scores.evaluator(event).equals(rule))
        .map(event -> Scores.hex(event.getTraceId()))
        .distinct()
        .count();
  }

  /** Returns when so many traces have a score of a rule. */
  void awaitScores(String rule, int traces) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (scores(rule) < traces) {
      assertThat(System.nanoTime())
          .as("%d of %d scores; it said %s", scores(rule), traces, evaluator().said())
          .isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Returns when the evaluator has ended by itself. */
  void awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (evaluator().isAlive()) {
      notePeak();
      assertThat(System.nanoTime()).as("it goes on: %s", evaluator().said()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** SIGKILL to the evaluator, and the end of the load on it. */
  void kill() throws InterruptedException {
    notePeak();
    evaluator().kill();
    unload();
  }

  /** SIGTERM, which must end it in time and without a fault. */
  void stop() throws InterruptedException {
    notePeak();
    EvaluatorProcess running = evaluator();
    assertThat(running.terminate(DRAIN)).as("exit code; it said:%n%s", running.said()).isZero();
    assertThat(running.err()).as("lines of log").hasSizeLessThan(LINES_AT_MOST);
  }

  /** Four clients send as fast as they are answered, until {@link #unload}. */
  Load startLoad() {
    load = Load.start(ledger, evaluator());
    return load;
  }

  /** The load that was started. */
  Load load() {
    if (load == null) {
      throw new IllegalStateException("no load was started");
    }
    return load;
  }

  /** True with this probability; for answers of the destination, which come on several threads. */
  synchronized boolean chance(double probability) {
    return chances.nextDouble() < probability;
  }

  /** Ends the load. */
  void unload() throws InterruptedException {
    if (load != null) {
      load.stop();
      assertAnswers(load.answers());
      load.close();
      load = null;
    }
  }

  private void assertAnswers(Set<Status.Code> answers) {
    Set<Status.Code> allowed = EnumSet.of(Status.Code.OK, Status.Code.UNAVAILABLE);
    allowed.addAll(answersToo);
    assertThat(allowed).as("answers to clients").containsAll(answers);
  }

  /** Sends requests one after the other, each until it is acknowledged, as a client does. */
  void send(int requests, int spans) throws InterruptedException {
    try (OtlpClient client = new OtlpClient(evaluator())) {
      for (int i = 0; i < requests; i++) {
        send(client, ledger.request(spans, "sent"));
      }
    }
  }

  /** Sends one request until it is acknowledged. */
  void send(OtlpClient client, ExportTraceServiceRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Status.Code answer = client.grpc(request);
    while (answer != Status.Code.OK) {
      assertAnswers(Set.of(answer));
      assertThat(System.nanoTime()).as("acknowledged in time").isLessThan(deadline);
      Thread.sleep(20);
      answer = client.grpc(request);
    }
    ledger.acknowledged(request);
  }

  /** The harm is done and ends now; what comes is recovery. */
  void over() {
    overNanos = System.nanoTime();
  }

  /** New spans are acknowledged, and all that ever was acknowledged is delivered or set aside. */
  void settle() throws Exception {
    if (evaluator().grpcPort() == 0) {
      throw new IllegalStateException("the evaluator was never ready");
    }
    send(1, 5);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Verdict verdict = verdict();
    while (verdict.lost() > spoilt && System.nanoTime() < deadline) {
      assertThat(evaluator().isAlive()).as(evaluator().said()).isTrue();
      Thread.sleep(50);
      verdict = verdict();
    }
    recovery = Duration.ofNanos(System.nanoTime() - overNanos);
  }

  /** One sentence with the figures of this run. */
  void did(String format, Object... arguments) {
    what = String.format(java.util.Locale.ROOT, format, arguments);
  }

  void duplicatesAtMost(int most) {
    duplicatesAtMost = most;
  }

  /** So many acknowledged spans were destroyed where they lay. */
  void spoils(int spans) {
    spoilt = spans;
  }

  private Verdict verdict() throws IOException {
    List<Span> all = received();
    all.addAll(setAside());
    return ledger.judge(all);
  }

  /** Every span of the ledger that the destination ever took. */
  List<Span> received() {
    List<Span> all = new ArrayList<>(receivedBefore);
    if (sink != null) {
      all.addAll(Ledger.spansIn(sink.traces()));
    }
    return all;
  }

  /** The spans in dead-letter files. */
  private List<Span> setAside() throws IOException {
    List<Span> spans = new ArrayList<>();
    Path letters = setup.log.resolveSibling("dead-letters");
    if (!Files.isDirectory(letters)) {
      return spans;
    }
    try (Stream<Path> files = Files.list(letters)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        String text = Files.readString(file);
        // What comes after the last line's end is still being written.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
          JsonObject letter = JsonParser.parseString(line).getAsJsonObject();
          letter.remove("tracewheelDeadLetter");
          spans.addAll(
              Ledger.spansIn(
                  OtlpJsonLines.traces(List.of(OtlpJsonLines.parse(letter.toString())))));
        }
      }
    }
    return spans;
  }

  /** Stops the evaluator and gives account; fails where what must hold does not. */
  Row account(String name) throws Exception {
    unload();
    stop();
    Verdict verdict = verdict();
    int setAside = setAside().size();
    String all = name + ": " + verdict + "; it said:\n" + evaluator().said();
    assertThat(verdict.acknowledged()).as("proves nothing; %s", all).isPositive();
    assertThat(verdict.lost()).as("lost; %s", all).isEqualTo(spoilt);
    assertThat(verdict.invented()).as("invented; %s", all).isZero();
    assertThat(verdict.corrupted()).as("corrupted; %s", all).isZero();
    assertThat(verdict.duplicates()).as("repeated; %s", all).isBetween(0, duplicatesAtMost);
    int delivered = received().size() - verdict.duplicates();
    return new Row(
        name,
        what,
        ledger.sent(),
        verdict,
        delivered,
        setAside,
        spoilt,
        duplicatesAtMost,
        recovery,
        peakMegabytes);
  }

  private void notePeak() {
    peakMegabytes = Math.max(peakMegabytes, evaluator().peakMegabytes());
  }

  /** To be done when the evaluator has ended. */
  interface Undo {
    void run() throws InterruptedException;
  }

  void atTheEnd(Undo what) {
    undo = what;
  }

  @Override
  public void close() throws InterruptedException {
    if (load != null) {
      load.close();
    }
    if (evaluator != null) {
      evaluator.close();
    }
    if (sink != null) {
      sink.close();
    }
    undo.run();
  }
}
