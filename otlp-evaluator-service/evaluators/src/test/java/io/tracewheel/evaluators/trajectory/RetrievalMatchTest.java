// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RetrievalMatchTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void precisionRecallAndTheirMeanAreOverIds() {
    RunBuilder run =
        run(List.of("a", "x", "b", "a", "y")).expecting(relevant(List.of("a", "b", "c")));
    assertThat(run.score("retrieval_precision", "{}").value()).isEqualTo(0.5);
    assertThat(run.score("retrieval_recall", "{}").value()).isCloseTo(2 / 3.0, EXACT);
    assertThat(run.score("retrieval_f", "{}").value()).isCloseTo(4 / 7.0, EXACT);
    // (1 + 4) P R / (4 P + R) of 1/2 and 2/3
    assertThat(run.score("retrieval_f", "{'beta':2}").value())
        .isCloseTo(5 / 3.0 / (8 / 3.0), EXACT);
    assertThat(run.score("retrieval_recall", "{}").explanation())
        .isEqualTo("2 of 4 retrieved and 3 relevant documents in 1 retrievals.");
    assertThat(run.score("retrieval_recall", "{}").label()).isEmpty();
    assertThat(run.score("retrieval_recall", "{'min':0.7}").label()).isEqualTo("fail");
  }

  @Test
  void onlyTheFirstDocumentsCountWhenSoManyAreAsked() {
    RunBuilder run = run(List.of("a", "x", "b")).expecting(relevant(List.of("a", "b")));
    assertThat(run.score("retrieval_precision", "{'k':1}").value()).isEqualTo(1);
    assertThat(run.score("retrieval_recall", "{'k':1}").value()).isEqualTo(0.5);
    assertThat(run.score("retrieval_precision", "{'k':2}").value()).isEqualTo(0.5);
    assertThat(run.score("retrieval_recall", "{'k':9}").value()).isEqualTo(1);
  }

  @Test
  void severalRetrievalsComeTogetherAsAsked() {
    // 1 of 1 found of 1 relevant; 1 of 3 found of 4 relevant.
    RunBuilder run =
        run(List.of("a"), List.of("b", "x", "y"))
            .expecting(relevant(List.of("a"), List.of("b", "c", "d", "e")));
    assertThat(run.score("retrieval_precision", "{'average':'micro'}").value()).isEqualTo(0.5);
    assertThat(run.score("retrieval_precision", "{'average':'macro'}").value())
        .isCloseTo(2 / 3.0, EXACT);
    assertThat(run.score("retrieval_precision", "{'average':'weighted'}").value())
        .isCloseTo((1 + 4 / 3.0) / 5, EXACT);
    assertThat(run.score("retrieval_recall", "{'average':'micro'}").value()).isCloseTo(0.4, EXACT);
    assertThat(run.score("retrieval_recall", "{'average':'macro'}").value()).isEqualTo(0.625);
    assertThat(run.score("retrieval_recall", "{}").value()).isCloseTo(0.4, EXACT);
    // One list is for all: each finds one half, both together everything.
    RunBuilder hops = run(List.of("a"), List.of("b")).expecting(relevant(List.of("a", "b")));
    assertThat(hops.score("retrieval_recall", "{}").value()).isEqualTo(1);
    assertThat(hops.score("retrieval_recall", "{'average':'macro'}").value()).isEqualTo(0.5);
    // A retrieval that should have been made and was not found nothing.
    RunBuilder once = run(List.of("a")).expecting(relevant(List.of("a"), List.of("b")));
    assertThat(once.score("retrieval_recall", "{'average':'macro'}").value()).isEqualTo(0.5);
  }

  @Test
  void nothingToDivideByIsWhatThePolicySays() {
    RunBuilder nothing = run(List.of()).expecting(relevant(List.of("a")));
    assertThat(nothing.by("retrieval_precision", "{}")).isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(nothing.score("retrieval_precision", "{'zero_division':'zero'}").value()).isZero();
    assertThat(nothing.score("retrieval_precision", "{'zero_division':'one'}").value())
        .isEqualTo(1);
    assertThat(nothing.score("retrieval_recall", "{}").value()).isZero();
    RunBuilder half = run(List.of(), List.of("a")).expecting(relevant(List.of("a")));
    assertThat(half.score("retrieval_precision", "{'average':'macro'}").value()).isEqualTo(1);
    assertThat(
            half.score("retrieval_precision", "{'average':'macro','zero_division':'zero'}").value())
        .isEqualTo(0.5);
  }

  @Test
  void whatIsNotKnownIsNotScored() {
    assertThat(run(List.of("a")).by("retrieval_recall", "{}")).isEqualTo(Unscored.NO_REFERENCE);
    assertThat(
            run(List.of("a")).expecting(Reference.ofCalls(List.of())).by("retrieval_recall", "{}"))
        .isEqualTo(Unscored.NO_REFERENCE);
    assertThat(
            new RunBuilder()
                .says("no search")
                .expecting(relevant(List.of("a")))
                .by("retrieval_recall", "{}"))
        .isEqualTo(Unscored.NOT_CAPTURED);
    RunBuilder other =
        new RunBuilder()
            .retrieves("[{'metadata':{'source':'a'}},{'metadata':{'source':7}}]")
            .expecting(relevant(List.of("a", "7")));
    assertThat(other.by("retrieval_recall", "{}")).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(other.score("retrieval_recall", "{'id':'metadata.source'}").value()).isEqualTo(1);
  }

  @Test
  void theFiguresAreThoseOfSets() {
    long seed = 99;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<String> found = ids(random);
      List<String> wanted = ids(random);
      Set<String> both = new HashSet<>(found);
      both.retainAll(wanted);
      double p = (double) both.size() / Set.copyOf(found).size();
      double r = (double) both.size() / Set.copyOf(wanted).size();
      RunBuilder run = run(found).expecting(relevant(wanted));
      for (String average : List.of("union", "micro", "macro", "weighted")) {
        String parameters = "{'average':'" + average + "'}";
        assertThat(run.score("retrieval_precision", parameters).value()).isCloseTo(p, EXACT);
        assertThat(run.score("retrieval_recall", parameters).value()).isCloseTo(r, EXACT);
        Score f = run.score("retrieval_f", parameters);
        assertThat(f.value()).isCloseTo(p + r == 0 ? 0 : 2 * p * r / (p + r), EXACT);
      }
    }
  }

  @Test
  void wrongParametersAreRefusedWithASentence() {
    assertThatThrownBy(() -> RunBuilder.evaluator("retrieval_f", "{'beta':0}"))
        .hasMessageContaining("beta of retrieval_f takes a number above 0");
    assertThatThrownBy(() -> RunBuilder.evaluator("retrieval_recall", "{'beta':2}"))
        .hasMessageContaining("no parameter \"beta\"");
    assertThatThrownBy(() -> RunBuilder.evaluator("retrieval_recall", "{'average':'mean'}"))
        .hasMessageContaining("one of union, micro, macro, weighted");
  }

  private static List<String> ids(Random random) {
    List<String> ids = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      ids.add("d" + random.nextInt(9));
    }
    return ids;
  }

  @SafeVarargs
  private static RunBuilder run(List<String>... retrievals) {
    RunBuilder run = new RunBuilder().user("q");
    for (List<String> ids : retrievals) {
      run.retrieves(
          ids.stream().map(id -> "{'id':'" + id + "'}").collect(Collectors.joining(",", "[", "]")));
    }
    return run.says("answer");
  }

  @SafeVarargs
  private static Reference relevant(List<String>... documents) {
    return new Reference(null, null, null, null, null, null, null, List.of(documents));
  }
}
