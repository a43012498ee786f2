// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlobTest {

  @Test
  void aNameWithoutAsteriskMatchesItselfOnly() {
    assertThat(new Glob("com.acme.Tool").matches("com.acme.Tool")).isTrue();
    assertThat(new Glob("com.acme.Tool").matches("com.acme.Tool$Inner")).isFalse();
  }

  @Test
  void asterisksMatchLikeTheRegularExpressionThatTheyStandFor() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String glob = word(random, "ab.*", 6);
      String name = word(random, "ab.", 8);
      Pattern regex = Pattern.compile(glob.replace(".", "\\.").replace("*", ".*"));
      assertThat(new Glob(glob).matches(name))
          .as("%s on %s (seed %d)", glob, name, seed)
          .isEqualTo(regex.matcher(name).matches());
    }
  }

  private static String word(Random random, String letters, int most) {
    StringBuilder word = new StringBuilder();
    for (int length = 1 + random.nextInt(most); word.length() < length; ) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void whatIsNoNameIsRefusedWithTheRule() {
    assertThatThrownBy(() -> new Glob("com.acme.[A-Z]+"))
        .hasMessage(
            "'com.acme.[A-Z]+' is no name: write a Java name, in which * stands for any"
                + " characters");
    assertThatThrownBy(() -> new Glob("")).hasMessageContaining("remove the comma");
  }
}
