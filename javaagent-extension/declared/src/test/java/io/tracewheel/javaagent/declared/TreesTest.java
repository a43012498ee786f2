// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreesTest {

  record Trip(String to, int days, DayOfWeek on, @Nullable Object more) {}

  private static @Nullable Object tree(@Nullable Object value) {
    return Trees.of(value, 100);
  }

  @Test
  void recordsMapsAndListsKeepTheirShape() {
    assertThat(tree(new Trip("Rome", 3, DayOfWeek.MONDAY, Optional.of(1.5f))))
        .hasToString("{to=Rome, days=3, on=MONDAY, more=1.5}");
    assertThat(tree(Map.of(7, new Object[] {"a", null, true})))
        .isEqualTo(Map.of("7", Arrays.asList("a", null, true)));
  }

  @Test
  void allElseIsTakenByItsText() {
    assertThat(tree(new StringBuilder("built"))).isEqualTo("built");
    assertThat(tree(java.net.URI.create("http://a/b"))).isEqualTo("http://a/b");
    assertThat(tree(null)).isNull();
  }

  @Test
  void longTextsAreNotCopied() {
    String text = "x".repeat(1000);
    assertThat(tree(text)).isSameAs(text);
    assertThat(tree(new StringBuilder(text))).isEqualTo("x".repeat(100) + "…[truncated 900 chars]");
    assertThat(tree(new byte[1000])).isEqualTo("[1000 bytes]");
  }

  @Test
  void whatThrowsIsNamedAndTheRestStays() {
    assertThat(tree(Arrays.asList("a", new HomeGrown.Hostile(), "b")))
        .isEqualTo(
            List.of(
                "a",
                "[unreadable: io.tracewheel.javaagent.declared.HomeGrown$Hostile threw"
                    + " java.lang.IllegalStateException]",
                "b"));
  }

  @Test
  void cyclesAndMillionsOfElementsEndInAMark() {
    Map<String, Object> cyclic = new HashMap<>();
    cyclic.put("self", cyclic);
    assertThat(tree(cyclic)).asString().contains("[truncated: nested more than 16 deep]");

    List<Object> wide = new ArrayList<>();
    wide.add(wide);
    wide.add(wide);
    assertThat(tree(wide)).asString().contains("[truncated ").hasSizeLessThan(2_000_000);

    assertThat(tree(Collections.nCopies(1_000_000, 1)))
        .isInstanceOfSatisfying(
            List.class,
            list ->
                assertThat(list).hasSize(10_000).last().isEqualTo("[truncated 990001 elements]"));
  }
}
