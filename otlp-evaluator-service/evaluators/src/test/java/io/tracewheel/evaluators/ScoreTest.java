// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.ScoreScale.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final Provenance FROM = Provenance.of("e", "1");

  @Test
  void eachKindTakesOnlyItsOwnValues() {
    ScoreScale grade = ScoreScale.category(List.of("bad", "fair", "good"), Direction.MAXIMIZE);
    assertThat(score(grade, Double.NaN, "fair", null).label()).isEqualTo("fair");
    refused(grade, Double.NaN, "great", "must be one of [bad, fair, good]");
    refused(grade, 1, "fair", "must be one of");
    refused(ScoreScale.PASS_FAIL, 0.5, "pass", "must be 0 or 1, not 0.5");
    refused(ScoreScale.SHARE, 1.5, "", "must be 0 to 1, not 1.5");
    refused(ScoreScale.amount(), -1, "", "must be 0 to Infinity, not -1.0");
    refused(ScoreScale.amount(), Double.POSITIVE_INFINITY, "", "must be");
    refused(ScoreScale.amount(), Double.NaN, "", "must be");
    refused(ScoreScale.TEXT, 0, "words", "has no value");
    assertThat(score(ScoreScale.amount(), 1e6, "", null).value()).isEqualTo(1e6);
  }

  @Test
  void theOldFormIsAPassFailOrAShare() {
    assertThat(new Score("a", 1, "pass", null, "7").scale()).isEqualTo(ScoreScale.PASS_FAIL);
    assertThat(new Score("a", 0.4, "fail", null, "7").scale()).isEqualTo(ScoreScale.SHARE);
    assertThat(new Score("a", 1, "pass", null, "7").provenance())
        .isEqualTo(Provenance.of("a", "7"));
    assertThatThrownBy(() -> new Score("a", 2, "pass", null, "7"))
        .hasMessage("score a must be 0 to 1, not 2.0");
  }

  @Test
  void aRuleGivesTheScoreItsNameAndKeepsTheFinding() {
    Score named =
        score(ScoreScale.PASS_FAIL, 0, "fail", "why")
            .by("mine", new Provenance("e", "1", "r", 0.1));
    assertThat(named.name()).isEqualTo("mine");
    assertThat(named.failed()).isTrue();
    assertThat(named.explanation()).isEqualTo("why");
    assertThat(named.provenance().samplingRate()).isEqualTo(0.1);
  }

  @Test
  void aRuleKeepsWhatTheJudgementCost() {
    Judgement judgement =
        new Judgement("main", "openai", "m", "r", 2, 100, 10, 0.01, "USD", null, null, null);
    Provenance found = new Provenance("e", "1", null, 1, judgement);
    assertThat(found.by("r", 0.5))
        .isEqualTo(new Provenance("e", "1", "r", 0.5, judgement))
        .extracting(from -> java.util.Objects.requireNonNull(from.judgement()).cached())
        .isEqualTo(false);
  }

  @Test
  void onlyAScoreIsScored() {
    assertThat(score(ScoreScale.PASS_FAIL, 0, "fail", null).unscored()).isNull();
    assertThat(Unscored.BUDGET.unscored()).isEqualTo(Unscored.BUDGET);
    assertThat(Unjudged.of(Unscored.TIMED_OUT, "took 30 s").unscored())
        .isEqualTo(Unscored.TIMED_OUT);
  }

  @Test
  void scalesAndProvenanceRefuseWhatCannotBe() {
    assertThatThrownBy(() -> ScoreScale.numeric(1, 0, Direction.NEUTRAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ScoreScale.category(List.of(), Direction.NEUTRAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Provenance("e", "1", null, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Score score(
      ScoreScale scale, double value, String label, @Nullable String explanation) {
    return new Score("s", scale, value, label, explanation, FROM);
  }

  private static void refused(ScoreScale scale, double value, String label, String message) {
    assertThatThrownBy(() -> score(scale, value, label, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
