// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void whatIsWrittenReadsBackTheSame() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      Object tree = RandomJson.tree(random, 5);
      String json = Json.write(tree);
      assertThat(Json.parse(json)).as("seed %s, round %s: %s", seed, i, json).isEqualTo(tree);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "01x",
        "tru",
        "\"\\x\"",
        "\"\\u12\"",
        "[1 2]",
        "\"a",
        "{} {}",
        "-",
        "1e",
        "nul",
        "[,1]"
      })
  void whatIsNotJsonReadsAsNothing(String text) {
    assertThat(Json.parse(text)).isNull();
  }

  @Test
  void escapesAndNumbersAreReadAsTheStandardSays() {
    assertThat(Json.parse("\"\\u00e9\\ud83d\\ude00\\n\\/\"")).isEqualTo("é😀\n/");
    assertThat(Json.parse("-12")).isEqualTo(-12L);
    assertThat(Json.parse("1.5e3")).isEqualTo(1500.0);
    assertThat(Json.parse("123456789012345678901")).isEqualTo(1.2345678901234568E20);
  }

  @Test
  void nestingBeyondReasonIsRefusedAndDoesNotExhaustTheStack() {
    assertThat(Json.parse("[".repeat(1_000_000))).isNull();
    assertThat(Json.parse("[".repeat(101) + "]".repeat(101))).isNull();
    assertThat(Json.parse("[".repeat(100) + "]".repeat(100))).isNotNull();
  }

  @Test
  void damagedTextsNeverThrow() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      Json.parse(RandomJson.damage(Json.write(RandomJson.tree(random, 4)), random));
    }
  }

  @Test
  void aTextLongerThanItsBoundIsNotWrittenAndAllOthersAre() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      Object tree = RandomJson.tree(random, 4);
      String json = Json.write(tree);
      assertThat(Json.writeWithin(tree, json.length()))
          .as("seed %s, round %s", seed, i)
          .isEqualTo(json);
      assertThat(Json.writeWithin(tree, json.length() - 1))
          .as("seed %s, round %s", seed, i)
          .isNull();
      assertThat(Json.writeWithin(tree, random.nextInt(json.length())))
          .as("seed %s, round %s", seed, i)
          .isNull();
    }
  }

  @Test
  void everyCharacterIsWrittenAsTheStandardSays() {
    for (char c = 0; c < 0xffff; c++) {
      String expected =
          switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                c < 0x20 || Character.isSurrogate(c)
                    ? String.format("\\u%04x", (int) c)
                    : String.valueOf(c);
          };
      assertThat(Json.write("a" + c + "b" + c)).isEqualTo("\"a" + expected + "b" + expected + '"');
    }
  }

  @Test
  void manyEscapesDoNotMakeReadingSlow() {
    String text = "line\n".repeat(400_000);
    assertThat(Json.parse(Json.write(text))).isEqualTo(text);
  }

  @Test
  void loneSurrogatesAreWrittenAsEscapes() {
    assertThat(Json.write("a\ud800b")).isEqualTo("\"a\\ud800b\"");
  }
}
