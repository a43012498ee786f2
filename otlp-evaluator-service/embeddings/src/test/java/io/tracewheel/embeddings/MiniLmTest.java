// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniLmTest {
  private static final String FOX = "The quick brown fox jumps over the lazy dog.";

  @SuppressWarnings("NullAway.Init")
  private MiniLm model;

  @BeforeAll
  void load() throws OrtException {
    model = new MiniLm();
  }

  @AfterAll
  void close() throws OrtException {
    model.close();
  }

  /** What the tokenizers library of Hugging Face makes of them, with the same file. */
  @Test
  void tokensAreThoseOfTheModel() throws Exception {
    tokens(FOX, 1996, 4248, 2829, 4419, 14523, 2058, 1996, 13971, 3899, 1012);
    tokens(
        "Zoë's naïve café — 東京 is unaffable!",
        11199,
        1005,
        1055,
        15743,
        7668,
        1517,
        1879,
        1755,
        2003,
        14477,
        20961,
        3468,
        999);
    tokens(
        "antidisestablishmentarianism\u0000 x\u00adyz \ud83d\ude00",
        3424,
        10521,
        4355,
        7875,
        13602,
        3672,
        12199,
        2964,
        1060,
        2100,
        2480,
        100);
    tokens("\u0130stanbul STRASSE \u01c5", 9960, 2358, 8180, 3366, 100);
    tokens("");
    tokens(
        "It's 5\u20ac \u2014 \u201cdon\u2019t\u201d\u2026",
        2009,
        1005,
        1055,
        1019,
        30102,
        1517,
        1523,
        2123,
        1521,
        1056,
        1524,
        1529);
    tokens("\ufb01ne \u2163 \u00bd x\u00b2", 1984, 2638, 100, 1092, 1060, 10701);
    tokens(
        "\u65e5\u672c\u8a9e\u30c6\u30b9\u30c8 \ud55c\uad6d\uc5b4",
        1864,
        1876,
        1950,
        1713,
        30233,
        30240,
        1469,
        30006,
        30021,
        29991,
        30014,
        30020,
        29999,
        30008);
    tokens("a".repeat(101) + " b", 100, 1038);
    tokens("e\u0301te\u0301  \u200bzero", 3802, 2063, 5717);
    tokens(
        "<b>&amp;</b> user@example.com",
        1026,
        1038,
        1028,
        1004,
        23713,
        1025,
        1026,
        1013,
        1038,
        1028,
        5310,
        1030,
        2742,
        1012,
        4012);
  }

  private static void tokens(String text, Integer... expected) throws Exception {
    try (InputStream file =
        MiniLm.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      assertThat(WordPieces.read(Objects.requireNonNull(file)).of(text))
          .isEqualTo(Arrays.asList(expected));
    }
  }

  /** First numbers of what ONNX Runtime for Python says, mean and length as here. */
  @Test
  void theVectorIsThatOfTheModel() throws Exception {
    float[] vector = model.vector(FOX);
    assertThat(vector).hasSize(384);
    float[] first = {0.0456071f, 0.07220551f, 0.05118055f, 0.07992543f, 0.03233077f};
    for (int i = 0; i < first.length; i++) {
      assertThat(vector[i]).isCloseTo(first[i], within(2e-3f));
    }
    assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void paraphrasesAreNearerThanUnrelatedTexts() throws Exception {
    List<String[]> triples =
        List.of(
            new String[] {
              "How do I reset my password?",
              "What are the steps to change a forgotten password?",
              "The weather in Lisbon is sunny today."
            },
            new String[] {
              "Your refund was issued.",
              "We have paid your money back.",
              "The train leaves at noon."
            },
            new String[] {
              "The meeting was moved to Friday.",
              "They postponed the meeting until Friday.",
              "Cats purr when they are content."
            },
            new String[] {
              "He bought a new car last week.",
              "Last week he purchased a vehicle.",
              "Photosynthesis needs sunlight and water."
            });
    for (String[] triple : triples) {
      double near = dot(model.vector(triple[0]), model.vector(triple[1]));
      double far = dot(model.vector(triple[0]), model.vector(triple[2]));
      assertThat(near).as(triple[0]).isGreaterThan(0.4).isGreaterThan(far + 0.3);
    }
  }

  @Test
  void theSameTextAlwaysHasTheSameVector() throws Exception {
    float[] vector = model.vector(FOX);
    model.vector("Something else in between, and rather longer than what came before it.");
    assertThat(model.vector(FOX)).containsExactly(vector);
  }

  @Test
  void aTextLongerThanTheWindowIsCutAndAveraged() throws Exception {
    String cats = "The cat sleeps on the sofa. ".repeat(60);
    String dogs = "Interest rates were raised again. ".repeat(60);
    float[] both = model.vector(cats + dogs);
    assertThat(dot(both, both)).isCloseTo(1, within(1e-5));
    // The second half counts, too.
    assertThat(dot(both, model.vector(dogs)))
        .isGreaterThan(dot(model.vector(cats), model.vector(dogs)) + 0.3);
    assertThat(dot(both, model.vector(cats))).isGreaterThan(0.4);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
