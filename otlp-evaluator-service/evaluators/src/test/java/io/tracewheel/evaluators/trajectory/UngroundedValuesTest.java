// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UngroundedValuesTest {

  @Test
  void aFigureThatNothingContainedIsUngrounded() {
    Score score = answer("{\"price\": 152}", "The fare is $152, and $305 with fees.");
    assertThat(score.value()).isEqualTo(0.5);
    assertThat(score.explanation())
        .isEqualTo(
            "1 of 2 stated figures and identifiers stand in nothing that was given, the first in"
                + " answer 1.");
  }

  @Test
  void valuesAreComparedNotSpellings() {
    grounded("{\"total\": 1234.5}", "It is 1,234.50 in total.");
    grounded("{\"total\": 1234.56}", "It is about 1,235, or 1234.6.");
    grounded("{\"at\": \"19:00:00\"}", "It leaves at 7:00 PM.");
    grounded("{\"at\": \"00:30\"}", "It leaves at 12:30 am.");
    grounded("{\"at\": \"07:15\"}", "It leaves at 7:15.");
    grounded("\"it leaves at 7:15\"", "It leaves at 19:15, so 7:15 PM.");
    grounded("{\"date\": \"2024-05-20\"}", "On May 20, 2024.");
    grounded("{\"id\": \"certificate_7504069\"}", "Certificate 7504069 it is.");
    grounded("{\"flight\": \"HAT136\"}", "Flight hat136 is free.");
    grounded("\"within 24 hours\"", "A 24-hour rule, 24h long.");
    grounded("{\"p\": 255.0}", "255");
    grounded("{\"id\": \"gift_card_8596644\"}", "The gift card ending in 6644.");
    grounded("{\"text\": \"fares:\\n455\"}", "455");
    grounded("\"{\\\"text\\\": \\\"fares:\\\\n455, \\\\u20ac466\\\"}\"", "455 or 466");
    grounded("\"not before 11am\"", "It leaves at 11:00 AM, so at 11 a.m.");
  }

  @Test
  void whatTheModelMadeUpIsFound() {
    ungrounded("{\"at\": \"19:00\"}", "It leaves at 7:00 AM.");
    ungrounded("{\"flight\": \"HAT136\"}", "Flight HAT137 is free.");
    ungrounded("{\"date\": \"2024-05-20\"}", "On 2024-05-21.");
    ungrounded("{\"user\": \"mia_li_3668\"}", "mia_li_3669");
    ungrounded("{\"p\": 1234}", "12345");
    ungrounded("{\"p\": 123456}", "The one ending in 3456.");
    ungrounded("\"not before 11am\"", "It leaves at 11 PM.");
  }

  @Test
  void toolArgumentsAndEarlierAnswersProveNothing() {
    Score score =
        (Score)
            new RunBuilder()
                .user("hello")
                .says("Your order is W778899.")
                .calls("find", "{'order':'W778899','sum':4711}", "not here")
                .says("Order W778899 costs 4711.")
                .by("ungrounded_values", "{}");
    assertThat(score.value()).isEqualTo(1);
  }

  @Test
  void whatTheUserSaysLaterIsGivenFromThenOn() {
    Score score =
        (Score)
            new RunBuilder()
                .user("hello")
                .says("Is it 4711?")
                .user("Yes, 4711")
                .says("So 4711.")
                .by("ungrounded_values", "{}");
    assertThat(score.value()).isEqualTo(0.5);
  }

  @Test
  void smallCountsDoNotCount() {
    assertThat(
            new RunBuilder()
                .user("hi")
                .says("1. Take it. 2. Leave it. 3 bags.")
                .by("ungrounded_values", "{}"))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(
            new RunBuilder()
                .user("hi")
                .says("3 bags")
                .score("ungrounded_values", "{'ignore_up_to':0}")
                .failed())
        .isTrue();
  }

  @Test
  void sumsAndProductsAreGivenWhenArithmeticIsAllowed() {
    RunBuilder run =
        new RunBuilder()
            .user("fares")
            .calls("f", "{}", "{\"a\": 152, \"b\": 103.5, \"seats\": 3}")
            .says("255.50 together, 48.5 apart, 456 for three.");
    assertThat(run.score("ungrounded_values", "{}").value()).isEqualTo(1);
    assertThat(run.score("ungrounded_values", "{'arithmetic':true}").value()).isEqualTo(0);
  }

  @Test
  void longHostileTextsAreReadInLinearTime() {
    for (String text : List.of("1,", "1-", "a1_", "12:", "1a", "1.", "9")) {
      List<StatedValue> values = new ArrayList<>();
      StatedValue.forEach(text.repeat(100_000), values::add);
      assertThat(values.size()).as(text).isLessThanOrEqualTo(200_000);
    }
  }

  private static void grounded(String given, String answer) {
    assertThat(answer(given, answer).value()).as(answer).isEqualTo(0);
  }

  private static void ungrounded(String given, String answer) {
    assertThat(answer(given, answer).value()).as(answer).isPositive();
  }

  private static Score answer(String result, String answer) {
    return new RunBuilder()
        .user("hi")
        .calls("f", "{}", result)
        .says(answer)
        .score("ungrounded_values", "{}");
  }
}
