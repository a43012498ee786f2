// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingTest {

  @Test
  void thePlaceIsTheFirst53BitsOfTheDigest() {
    // printf 'tracewheel00000000000000000000000000000001' | sha256sum
    assertThat(Sampling.place("tracewheel", "00000000000000000000000000000001"))
        .isEqualTo((0x74ed81c0859a26ddL >>> 11) * 0x1p-53);
  }

  @Test
  void aLowerRateSeesSomeOfTheTracesOfAHigherOneAndAboutItsShare() {
    Random random = new Random(5);
    byte[] id = new byte[16];
    int low = 0;
    int high = 0;
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(id);
      String trace = HexFormat.of().formatHex(id);
      boolean tenth = new Sampling("d", 0.1).takes(trace);
      boolean half = new Sampling("d", 0.5).takes(trace);
      assertThat(!tenth || half).as("seed 5, trace " + trace).isTrue();
      assertThat(new Sampling("d", 0.1).takes(trace.toUpperCase(java.util.Locale.ROOT)))
          .isEqualTo(tenth);
      assertThat(new Sampling("d", 1).takes(trace)).isTrue();
      assertThat(new Sampling("d", 0).takes(trace)).isFalse();
      low += tenth ? 1 : 0;
      high += half ? 1 : 0;
    }
    assertThat(low).isBetween(1_800, 2_200);
    assertThat(high).isBetween(9_700, 10_300);
  }

  @Test
  void anotherDomainIsAnotherChoice() {
    assertThat(Sampling.place("a", "01")).isNotEqualTo(Sampling.place("b", "01"));
    assertThatThrownBy(() -> new Sampling("a", 1.1)).isInstanceOf(IllegalArgumentException.class);
  }
}
