// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import static io.tracewheel.evaluators.text.Scoring.CATALOGUE;
import static io.tracewheel.evaluators.text.Scoring.answer;
import static io.tracewheel.evaluators.text.Scoring.evaluator;
import static io.tracewheel.evaluators.text.Scoring.json;
import static io.tracewheel.evaluators.text.Scoring.outcome;
import static io.tracewheel.evaluators.text.Scoring.score;
import static io.tracewheel.evaluators.text.Scoring.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final List<String> MEASURES =
      List.of("levenshtein", "rouge_n", "rouge_l", "bleu", "gleu", "meteor", "chrf");
  private static final Offset<Double> EXACT = within(1e-12);

  /** The candidates and references of Papineni et al. 2002, section 2.1. */
  private static final String FIRST =
      "It is a guide to action which ensures that the military always obeys the commands of the"
          + " party";

  private static final String SECOND =
      "It is to insure the troops forever hearing the activity guidebook that party direct";
  private static final String REFERENCE =
      "It is a guide to action that ensures that the military will forever heed Party commands";
  private static final String REFERENCES =
      "{'expected':['"
          + REFERENCE
          + "','It is the guiding principle which guarantees the military forces always being under"
          + " the command of the Party','It is the practical guide for the army always to heed the"
          + " directions of the party']";

  @Test
  void bleuIsThatOfThePaperAndOfOtherImplementations() {
    // 17/18, 10/17, 7/16, 4/15: also what NLTK 3.10 and sacrebleu 2.6 say.
    assertThat(value("bleu", REFERENCES + "}", FIRST, ""))
        .isCloseTo(0.5045666840058485, EXACT)
        .isCloseTo(Math.pow(17 / 18.0 * 10 / 17 * 7 / 16 * 4 / 15, 0.25), EXACT);
    // The paper: 17/18 and 8/14 of the single words; the second is shorter than the references.
    assertThat(value("bleu", REFERENCES + ",'n':1}", FIRST, "")).isCloseTo(17 / 18.0, EXACT);
    assertThat(value("bleu", REFERENCES + ",'n':1}", SECOND, ""))
        .isCloseTo(8 / 14.0 * Math.exp(1 - 16 / 14.0), EXACT);
    // NLTK 3.10, SmoothingFunction methods 3 and 2.
    assertThat(value("bleu", REFERENCES + "}", SECOND, "")).isCloseTo(0.06963003305718092, EXACT);
    assertThat(value("bleu", REFERENCES + ",'smoothing':'add_one'}", SECOND, ""))
        .isCloseTo(0.13111209575157431, EXACT);
    assertThat(value("bleu", REFERENCES + ",'smoothing':'none'}", SECOND, "")).isZero();
    // Clipping: "the" counts twice, not seven times.
    assertThat(value("bleu", "{'n':1}", "the the the the the the the", "The cat is on the mat."))
        .isCloseTo(2 / 7.0, EXACT);
  }

  @Test
  void rougeIsThatOfThePaperAndOfGooglesImplementation() {
    // The example in the README of rouge-score.
    String fox = "The quick brown fox jumps over the lazy dog";
    String dog = "The quick brown dog jumps on the log.";
    assertThat(value("rouge_n", "{'measure':'precision'}", dog, fox)).isEqualTo(0.75);
    assertThat(value("rouge_n", "{'measure':'recall'}", dog, fox)).isCloseTo(2 / 3.0, EXACT);
    assertThat(value("rouge_n", "{}", dog, fox)).isCloseTo(0.7058823529411765, EXACT);
    assertThat(value("rouge_n", "{'n':2}", dog, fox)).isCloseTo(0.26666666666666666, EXACT);
    assertThat(value("rouge_l", "{'measure':'precision'}", dog, fox)).isEqualTo(0.625);
    assertThat(value("rouge_l", "{}", dog, fox)).isCloseTo(0.5882352941176471, EXACT);
    // Lin 2004, section 3.1: the order of words tells the two apart.
    String gunman = "police killed the gunman";
    assertThat(value("rouge_l", "{}", "police kill the gunman", gunman)).isEqualTo(0.75);
    assertThat(value("rouge_l", "{}", "the gunman kill police", gunman)).isEqualTo(0.5);
    // rouge-score 0.1.2
    assertThat(value("rouge_l", "{}", FIRST, REFERENCE)).isCloseTo(0.6470588235294118, EXACT);
    assertThat(value("rouge_n", "{'n':2}", FIRST, REFERENCE)).isCloseTo(0.5, EXACT);
  }

  @Test
  void meteorIsThatOfTheWorkedExamples() {
    // The three examples of the encyclopedia's article on METEOR.
    String cat = "the cat sat on the mat";
    assertThat(value("meteor", "{}", "on the mat sat the cat", cat)).isCloseTo(0.5, EXACT);
    assertThat(value("meteor", "{}", cat, cat)).isCloseTo(1 - 0.5 / 216, EXACT);
    assertThat(value("meteor", "{}", "the cat was sat on the mat", cat))
        .isCloseTo(10 * 6 / 7.0 / (1 + 9 * 6 / 7.0) * (1 - 0.5 * Math.pow(2 / 6.0, 3)), EXACT)
        .isCloseTo(0.9654, within(5e-5));
  }

  @Test
  void gleuAndChrfAreWhatOtherImplementationsSay() {
    // NLTK 3.10
    assertThat(value("gleu", "{}", FIRST, REFERENCE)).isCloseTo(0.45454545454545453, EXACT);
    assertThat(value("gleu", REFERENCES + "}", SECOND, "")).isCloseTo(4 / 29.0, EXACT);
    // sacrebleu 2.6
    assertThat(value("chrf", "{}", FIRST, REFERENCE)).isCloseTo(0.63050621049071886, EXACT);
    assertThat(value("chrf", "{'beta':3}", FIRST, REFERENCE)).isCloseTo(0.6349904658872331, EXACT);
    assertThat(value("chrf", "{}", SECOND, REFERENCE)).isCloseTo(0.33395915432470105, EXACT);
    assertThat(value("chrf", "{}", "cat", "cats")).isCloseTo(0.6886227544910179, EXACT);
  }

  @Test
  void levenshteinIsTheDistanceOverTheLongerText() {
    assertThat(value("levenshtein", "{}", "kitten", "sitting")).isCloseTo(1 - 3 / 7.0, EXACT);
    assertThat(value("levenshtein", "{}", "Kitten", "kitten")).isCloseTo(5 / 6.0, EXACT);
    assertThat(value("levenshtein", "{'ignore_case':true}", "Kitten", "kitten")).isEqualTo(1);
    // One code point, though two units of UTF-16.
    assertThat(value("levenshtein", "{}", "a\ud83d\ude00", "a")).isEqualTo(0.5);
    assertThat(value("levenshtein", "{'expected':''}", "", "")).isEqualTo(1);
    assertThat(value("levenshtein", "{'expected':''}", "x", "")).isZero();
    assertThat(value("levenshtein", "{'expected':['dog','cats']}", "cat", "")).isEqualTo(0.75);
  }

  @Test
  void theBandedDistanceIsThatOfTheWholeTable() {
    long seed = 20240817;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      int letters = 1 + random.nextInt(4);
      int[] a = random.ints(random.nextInt(90), 0, letters).toArray();
      int[] b =
          random.nextBoolean()
              ? random.ints(random.nextInt(90), 0, letters).toArray()
              : IntStream.of(a).filter(x -> random.nextInt(8) > 0).toArray();
      assertThat(Levenshtein.distance(a, b)).isEqualTo(bruteForce(a, b));
    }
  }

  private static int bruteForce(int[] a, int[] b) {
    int[][] d = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int replace = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
          d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        }
      }
    }
    return d[a.length][b.length];
  }

  @Test
  void likenessHasItsBoundsIsOneForTheSameTextAndKnowsNoDirectionWhereItShould() {
    long seed = 17;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String a = words(random);
      String b = words(random);
      for (String measure : MEASURES) {
        double forth = value(measure, "{}", a, b);
        double same = value(measure, "{}", a, a);
        assertThat(forth).as(measure).isBetween(0.0, 1.0);
        if (measure.equals("meteor")) {
          int n = Words.of(a).size();
          assertThat(same).isCloseTo(n == 0 ? 1 : 1 - 0.5 / Math.pow(n, 3), EXACT);
        } else {
          assertThat(same).as(measure).isCloseTo(1, EXACT);
        }
        if (List.of("levenshtein", "rouge_n", "rouge_l", "gleu").contains(measure)) {
          assertThat(value(measure, "{}", b, a)).as(measure).isCloseTo(forth, EXACT);
        }
      }
    }
  }

  private static String words(Random random) {
    return IntStream.range(0, 1 + random.nextInt(12))
        .mapToObj(
            i ->
                List.of("the", "cat", "sat", "on", "a", "mat,", "Zo\u00eb", "\u4e16")
                    .get(random.nextInt(8)))
        .collect(Collectors.joining(" "));
  }

  @Test
  void whatWouldCostTooMuchIsNotScored() {
    Random random = new Random(3);
    String one = letters(random, 15_000);
    String other = letters(random, 15_000);
    assertThat(outcome("levenshtein", "{}", one, answer(other))).isEqualTo(Unscored.OVER_LIMIT);
    // Long texts that are nearly alike fit into a narrow band.
    assertThat(value("levenshtein", "{}", one, "x" + one + "x")).isCloseTo(1 - 2 / 15_002.0, EXACT);
    String thousand = letters(random, 1_000);
    assertThat(outcome("levenshtein", "{}", thousand, answer(letters(random, 1_000))))
        .isInstanceOf(Score.class);
    String many = "a ".repeat(5_000);
    assertThat(outcome("rouge_l", "{}", many, answer(many))).isEqualTo(Unscored.OVER_LIMIT);
    for (String measure : MEASURES) {
      assertThat(outcome(measure, "{}", "a".repeat(20_001), answer("a")))
          .isEqualTo(Unscored.OVER_LIMIT);
    }
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void withoutAReferenceThereIsNoScoreAndWithoutALimitNoVerdict() {
    for (String measure : MEASURES) {
      Outcome nothing = outcome(measure, "{}", "a", null);
      assertThat(nothing).isEqualTo(Unscored.NO_REFERENCE);
      assertThat(score(measure, "{}", "a b", "a b").label()).isEmpty();
      assertThat(score(measure, "{'min':0.9}", "a b", "a b").label()).isEqualTo("pass");
      assertThat(score(measure, "{'min':0.9}", "c", "a b").label()).isEqualTo("fail");
      assertThat(CATALOGUE.needsReference(measure, json("{}"))).isTrue();
      assertThat(CATALOGUE.needsReference(measure, json("{'expected':'x'}"))).isFalse();
    }
    assertThat(evaluator("rouge_n", "{'n':2}").version())
        .isNotEqualTo(evaluator("rouge_n", "{}").version());
  }
}
