// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CompositeTest {
  private static final Map<String, Outcome> PARTS =
      Map.of(
          "good", score(ScoreScale.SHARE, 0.8, ""),
          "yes", score(ScoreScale.PASS_FAIL, 1, "pass"),
          "no", score(ScoreScale.PASS_FAIL, 0, "fail"),
          "distance", score(ScoreScale.numeric(0, 1, ScoreScale.Direction.MINIMIZE), 0.25, "pass"),
          "stars", score(ScoreScale.numeric(1, 5, ScoreScale.Direction.MAXIMIZE), 4, "pass"),
          "seconds", score(ScoreScale.amount(), 12, "fail"),
          "words", score(ScoreScale.amount(), 12, ""),
          "nothing", Unscored.NOT_CAPTURED);

  @Test
  void partsAreWeighed() {
    assertThat(value("{'parts':['good','yes']}")).isCloseTo(0.9, within(1e-12));
    assertThat(value("{'parts':{'good':3,'no':1}}")).isCloseTo(0.6, within(1e-12));
    assertThat(score("{'parts':['good'],'min':0.9}").label()).isEqualTo("fail");
    assertThat(score("{'parts':['good'],'min':0.8}").label()).isEqualTo("pass");
    assertThat(score("{'parts':['good']}").label()).isEmpty();
  }

  @Test
  void whatAPartCountsIsWithinItsScaleAndItsDirection() {
    assertThat(value("{'parts':['distance']}")).isEqualTo(0.75);
    assertThat(value("{'parts':['stars']}")).isEqualTo(0.75);
    // No limits: only the verdict counts.
    assertThat(value("{'parts':['seconds']}")).isZero();
    assertThat(reason("{'parts':['words']}"))
        .isEqualTo("the part words has no value between limits and no verdict");
  }

  @Test
  void theLeastTheLargestAllAndAny() {
    assertThat(value("{'parts':['good','yes','stars'],'combine':'min'}")).isEqualTo(0.75);
    assertThat(value("{'parts':['good','stars'],'combine':'max'}")).isEqualTo(0.8);
    assertThat(score("{'parts':['yes','stars'],'combine':'all'}").label()).isEqualTo("pass");
    Score all = score("{'parts':['yes','no','seconds'],'combine':'all'}");
    assertThat(all.label()).isEqualTo("fail");
    assertThat(all.explanation()).isEqualTo("Parts that failed: no, seconds.");
    assertThat(score("{'parts':['no','yes'],'combine':'any'}").label()).isEqualTo("pass");
    assertThat(score("{'parts':['no','seconds'],'combine':'any'}").label()).isEqualTo("fail");
    assertThat(reason("{'parts':['yes','good'],'combine':'all'}"))
        .isEqualTo("the part good says neither pass nor fail");
  }

  @Test
  void aGateThatFailsMakesTheScoreZero() {
    assertThat(value("{'parts':['good'],'gates':['yes']}")).isEqualTo(0.8);
    Score closed = score("{'parts':['good'],'gates':['no']}");
    assertThat(closed.value()).isZero();
    assertThat(closed.label()).isEqualTo("fail");
    assertThat(closed.explanation()).isEqualTo("Gates that failed: no.");
  }

  @Test
  void aMissingPartLeavesNoScoreAndIsNamed() {
    assertThat(reason("{'parts':['good','nothing']}")).isEqualTo("the part nothing has no score");
    assertThat(reason("{'parts':['good'],'gates':['other']}"))
        .isEqualTo("the part other has no score");
    // Even where the others would decide.
    assertThat(reason("{'parts':['yes','nothing'],'combine':'any'}"))
        .isEqualTo("the part nothing has no score");
    assertThat(reason("{'parts':['good','nothing'],'gates':['no']}"))
        .isEqualTo("the part nothing has no score");
  }

  @Test
  void theVersionIsThatOfTheParametersAndTheParts() {
    Composite one = composite("{'parts':['a','b']}");
    assertThat(one.version(part -> "1"))
        .isEqualTo(composite("{'parts':['a','b']}").version(p -> "1"));
    assertThat(one.version(part -> "2")).isNotEqualTo(one.version(part -> "1"));
    assertThat(composite("{'parts':{'a':2,'b':1}}").version(part -> "1"))
        .isNotEqualTo(one.version(part -> "1"));
  }

  @Test
  void wrongParametersAreRefusedWithASentence() {
    refused("{}", "composite needs parts");
    refused("{'parts':{'a':0}}", "parts of composite takes weights above 0 by name");
    refused("{'parts':['a'],'combine':'sum'}", "one of weighted, min, max, all, any");
    refused("{'parts':['a'],'combine':'all','min':0.5}", "min of composite is for weighted");
    refused("{'part':['a']}", "composite has no parameter \"part\"");
  }

  private static Score score(ScoreScale scale, double value, String label) {
    return new Score("part", scale, value, label, null, Provenance.of("part", "1"));
  }

  private static Composite composite(String parameters) {
    return Composite.of(JsonMapper.shared().readTree(parameters.replace('\'', '"')));
  }

  private static Outcome outcome(String parameters) {
    return composite(parameters).of(PARTS::get, "1");
  }

  private static Score score(String parameters) {
    return (Score) outcome(parameters);
  }

  private static double value(String parameters) {
    return score(parameters).value();
  }

  private static String reason(String parameters) {
    Outcome outcome = outcome(parameters);
    assertThat(outcome.unscored()).isEqualTo(Unscored.PART_MISSING);
    return ((Unjudged) outcome).reason();
  }

  private static void refused(String parameters, String message) {
    assertThatThrownBy(() -> composite(parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
