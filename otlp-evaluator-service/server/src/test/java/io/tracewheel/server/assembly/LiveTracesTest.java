// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.server.assembly.Stream.Event;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTracesTest {
  private static final int ROUNDS = 40;
  private static final Duration LONG = Duration.ofMinutes(11);
  private static final long PLENTY = 1L << 30;

  @TempDir private Path directory;
  private RuleSet rules = RuleSet.none();

  @BeforeEach
  void compile() throws Exception {
    rules =
        rules(
            "rules:",
            "  - evaluator: latency",
            "  - evaluator: tokens",
            "  - evaluator: tool_error_rate",
            "    params: {max: 0.2}",
            "  - evaluator: tool_loop",
            "  - evaluator: ungrounded_values",
            "    filter: tool_calls > 1");
  }

  private RuleSet rules(String... lines) throws Exception {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return RuleCompiler.compile(file);
  }

  @Test
  void aTraceIsScoredOnceWhenAllItsSpansAreThereAndNoneCameForAWhile() {
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      List<Span> spans = new RandomTraces(new Random(1)).trace("c");
      stream.send(spans.subList(1, spans.size()));
      stream.pass(Duration.ofMinutes(5));
      assertThat(stream.events()).as("the root is missing").isEmpty();
      stream.send(spans.subList(0, 1));
      stream.pass(Stream.QUIET.minusMillis(1));
      assertThat(stream.events()).as("one more may come").isEmpty();
      stream.pass(Duration.ofMillis(1));
      assertThat(stream.events()).isNotEmpty();
      assertThat(stream.events())
          .allSatisfy(
              event -> {
                assertThat(event.attributes())
                    .containsEntry("tracewheel.trace.complete", "true")
                    .containsEntry("tracewheel.score.target", "trace")
                    .containsEntry("tracewheel.score.revision", "0");
              });
      int scores = stream.events().size();
      stream.pass(LONG);
      stream.pass(Stream.LATE);
      assertThat(stream.events()).hasSize(scores);
      assertThat(stream.traces.bytes()).as("forgotten").isZero();
      assertThat(stream.traces.neededFrom(0, 99)).isEqualTo(99);
    }
  }

  @Test
  void aCompositeIsScoredWithItsParts() throws Exception {
    RuleSet composite =
        rules(
            "rules:",
            "  - name: fine",
            "    evaluator: composite",
            "    params: {parts: [quick, tool_loop], combine: all}",
            "  - name: quick",
            "    evaluator: latency",
            "    params: {max: 1000000}",
            "  - evaluator: tool_loop",
            "    params: {repetitions: 1000}");
    try (Stream stream = new Stream(composite, Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(new RandomTraces(new Random(1)).trace("c"));
      stream.pass(LONG);
      Map<String, String> labels = new HashMap<>();
      for (Event event : stream.events()) {
        labels.put(
            event.name(), event.attributes().getOrDefault("gen_ai.evaluation.score.label", "none"));
      }
      assertThat(labels).containsKey("quick");
      String all =
          labels.containsKey("tool_loop") ? labels.containsValue("fail") ? "fail" : "pass" : null;
      assertThat(labels.get("fine")).isEqualTo(all);
    }
  }

  @Test
  void aTraceThatLacksSpansIsScoredInTheEndAndSaysSo() {
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      List<Span> spans = new RandomTraces(new Random(1)).trace("c");
      stream.send(spans.subList(1, spans.size()));
      stream.pass(LONG);
      assertThat(stream.events()).isNotEmpty();
      assertThat(stream.events())
          .allSatisfy(
              event ->
                  assertThat(event.attributes())
                      .containsEntry("tracewheel.trace.complete", "false")
                      .containsEntry("tracewheel.trace.trigger", "waited")
                      .containsKey("tracewheel.trace.orphan_spans"));
      stream.send(spans.subList(0, 1));
      stream.pass(Stream.QUIET);
      assertThat(stream.last().values())
          .allSatisfy(
              event ->
                  assertThat(event.attributes())
                      .containsEntry("tracewheel.trace.complete", "true")
                      .containsEntry("tracewheel.score.revision", "1"));
    }
  }

  @Test
  void lateSpansReplaceScoresNoMoreOftenThanAllowed() {
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      List<Span> spans = new RandomTraces(new Random(3)).trace("c");
      for (Span span : spans) {
        stream.send(List.of(span));
        stream.pass(LONG);
      }
      assertThat(stream.events()).allMatch(event -> event.revision() <= 2);
      assertThat(stream.events()).anyMatch(event -> event.revision() == 2);
    }
  }

  @Test
  void anyOrderAndGroupingOfSpansGivesTheSameFinalScores() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      List<List<Span>> all = traces(random, 1 + random.nextInt(8));
      try (Stream whole = new Stream(rules, Stream.limits(0, PLENTY, PLENTY));
          Stream stream = new Stream(rules, Stream.limits(1_000, PLENTY, PLENTY))) {
        all.forEach(whole::send);
        whole.pass(LONG);

        for (List<Span> request : requests(all, random)) {
          stream.send(request);
          if (random.nextInt(3) == 0) {
            stream.pass(Duration.ofMillis(random.nextInt(3) == 0 ? 700_000 : 1_500));
          }
        }
        stream.pass(LONG);
        assertThat(findings(stream.last().values()))
            .as("seed %s", seed)
            .isEqualTo(findings(whole.last().values()))
            .isNotEmpty();
        assertRevisionsAscend(stream.events(), seed);
      }
    }
  }

  @Test
  void aRestartFromTheLogGivesEveryScoreOnceAndTheSameInTheEnd() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      List<List<Span>> all = traces(random, 1 + random.nextInt(8));
      List<List<Span>> requests = requests(all, random);
      Stream whole = new Stream(rules, Stream.limits(0, PLENTY, PLENTY));
      all.forEach(whole::send);
      whole.pass(LONG);

      Stream stream = new Stream(rules, Stream.limits(1_000, PLENTY, PLENTY));
      for (List<Span> request : requests) {
        stream.send(request);
        if (random.nextInt(3) == 0) {
          stream.pass(Duration.ofMillis(random.nextInt(3) == 0 ? 700_000 : 1_500));
        }
        if (random.nextInt(6) == 0) {
          // What is appended but not read by the process that dies is read by the next one.
          long committed = stream.traces.neededFrom(0, stream.log.size());
          Stream next = new Stream(rules, Stream.limits(1_000, PLENTY, PLENTY));
          next.now = stream.now;
          next.log.addAll(stream.log);
          for (LogRecord record : List.copyOf(stream.log)) {
            if (record.position() >= committed) {
              next.take(record, true);
            }
          }
          stream.close();
          stream = next;
        }
      }
      stream.pass(LONG);
      assertThat(findings(stream.last().values()))
          .as("seed %s", seed)
          .isEqualTo(findings(whole.last().values()))
          .isNotEmpty();
      assertRevisionsAscend(stream.events(), seed);
      stream.close();
      whole.close();
    }
  }

  @Test
  void memoryStaysWithinItsBoundsAndWhatMustGoIsScoredBefore() {
    for (int round = 0; round < ROUNDS / 4; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      List<List<Span>> all = traces(random, 60);
      Set<String> ids = new TreeSet<>();
      all.forEach(spans -> ids.add(hex(spans.get(0).getTraceId())));
      long bound = 100_000;
      try (Stream stream = new Stream(rules, Stream.limits(5, PLENTY, bound))) {
        for (List<Span> request : requests(all, random)) {
          stream.send(request);
          assertThat(stream.most).as("seed %s", seed).isLessThanOrEqualTo(bound);
        }
        assertThat(stream.events())
            .as("some had to go, seed %s", seed)
            .anyMatch(e -> "memory".equals(e.attributes().get("tracewheel.trace.trigger")));
        stream.pass(LONG);
        Set<String> scored = new TreeSet<>();
        stream.events().forEach(event -> scored.add(event.traceId()));
        assertThat(scored).as("seed %s", seed).isEqualTo(ids);
        assertRevisionsAscend(stream.events(), seed);
      }
    }
  }

  @Test
  void aFloodOfTracesLeavesNothingBehindThatGrowsWithIt() {
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, 100_000))) {
      RandomTraces traces = new RandomTraces(new Random(7));
      for (int i = 0; i < 5_000; i++) {
        List<Span> spans = traces.trace("c");
        stream.send(spans.subList(1, 2));
        assertThat(stream.traces.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(stream.traces.looks()).isLessThan(1_500);
      }
    }
  }

  @Test
  void aTraceThatIsTooLargeIsScoredByWhatFitsAndSaysWhatDoesNot() {
    Random random = new Random(5);
    List<Span> huge = new ArrayList<>();
    RandomTraces traces = new RandomTraces(random);
    huge.addAll(traces.trace("c"));
    for (int i = 0; i < 20; i++) {
      Span tool = huge.get(huge.size() - 1);
      huge.add(tool.toBuilder().setSpanId(ByteString.copyFromUtf8("tool" + (1000 + i))).build());
    }
    try (Stream stream = new Stream(rules, Stream.limits(2, 16_000, PLENTY))) {
      for (Span span : huge) {
        stream.send(List.of(span));
        assertThat(stream.traces.bytes()).isLessThanOrEqualTo(16_000);
      }
      stream.pass(LONG);
      assertThat(stream.events()).isNotEmpty();
      assertThat(stream.events())
          .allSatisfy(
              event -> {
                assertThat(event.attributes()).containsEntry("tracewheel.trace.complete", "false");
                assertThat(
                        Integer.parseInt(
                            event
                                .attributes()
                                .getOrDefault("tracewheel.trace.spans_left_out", "0")))
                    .isGreaterThan(10);
              });
    }
  }

  @Test
  void aConversationIsScoredAsOneWhenNoTraceCameForAWhile() throws Exception {
    RuleSet both =
        rules(
            "rules:",
            "  - evaluator: tokens",
            "  - name: session_tokens",
            "    evaluator: tokens",
            "    scope: session");
    try (Stream stream = new Stream(both, Stream.limits(2, PLENTY, PLENTY))) {
      RandomTraces traces = new RandomTraces(new Random(6));
      stream.send(traces.trace("one"));
      stream.pass(Duration.ofMinutes(1));
      stream.send(traces.trace("two"));
      stream.send(traces.trace("one"));
      stream.pass(Duration.ofMinutes(14));
      assertThat(stream.events()).hasSize(3).allMatch(event -> event.name().equals("tokens"));
      stream.pass(Duration.ofMinutes(16));
      Map<String, Double> sums = new HashMap<>();
      for (Event event : stream.events()) {
        double value =
            Double.parseDouble(
                event.attributes().getOrDefault("gen_ai.evaluation.score.value", "NaN"));
        sums.merge(event.name(), value, Double::sum);
      }
      assertThat(sums.get("session_tokens")).isEqualTo(sums.get("tokens"));
      assertThat(
              stream.events().stream()
                  .filter(event -> event.name().equals("session_tokens"))
                  .map(event -> event.attributes().get("tracewheel.session.traces")))
          .containsExactlyInAnyOrder("1", "2");
      stream.pass(Stream.LATE);
      stream.pass(Stream.LATE);
      assertThat(stream.traces.bytes()).isZero();
      assertThat(stream.events()).hasSize(5);
    }
  }

  private static List<List<Span>> traces(Random random, int count) {
    RandomTraces traces = new RandomTraces(random);
    List<List<Span>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(traces.trace("c" + random.nextInt(3)));
    }
    return all;
  }

  /** All spans in another order, some of them twice, in requests of any size. */
  private static List<List<Span>> requests(List<List<Span>> traces, Random random) {
    List<Span> spans = new ArrayList<>();
    traces.forEach(spans::addAll);
    for (int i = spans.size() / 10; i > 0; i--) {
      spans.add(spans.get(random.nextInt(spans.size())));
    }
    Collections.shuffle(spans, random);
    // A trace that shows no GenAI span for so long would be given up.
    List<List<Span>> requests = new ArrayList<>();
    requests.add(traces.stream().map(LiveTracesTest::genAi).toList());
    for (int from = 0; from < spans.size(); ) {
      int to = Math.min(spans.size(), from + 1 + random.nextInt(12));
      requests.add(spans.subList(from, to));
      from = to;
    }
    return requests;
  }

  private static Span genAi(List<Span> trace) {
    return trace.stream().filter(span -> span.getAttributesCount() > 0).findAny().orElseThrow();
  }

  private static Set<String> findings(Collection<Event> events) {
    Set<String> findings = new TreeSet<>();
    events.forEach(event -> findings.add(event.finding()));
    return findings;
  }

  private static void assertRevisionsAscend(List<Event> events, long seed) {
    Map<String, Integer> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Event event : events) {
      assertThat(seen.add(event.id() + "/" + event.revision())).as("once, seed %s", seed).isTrue();
      assertThat(event.revision())
          .as("seed %s", seed)
          .isEqualTo(last.getOrDefault(event.id(), -1) + 1);
      last.put(event.id(), event.revision());
    }
  }

  private static String hex(ByteString id) {
    return java.util.HexFormat.of().formatHex(id.toByteArray());
  }
}
