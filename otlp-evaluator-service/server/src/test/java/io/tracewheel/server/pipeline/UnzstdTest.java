// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnzstdTest {
  private static final int LIMIT = 8 << 20;
  private static final Refusal TOO_LARGE = Refusal.tooLarge(LIMIT, "setting");

  private final Unzstd unzstd = new Unzstd();
  private final AtomicLong reserved = new AtomicLong();

  private byte[] inflate(byte[] in) throws RefusedException {
    reserved.set(0);
    return unzstd
        .inflate(ByteSlice.of(in), LIMIT, TOO_LARGE, bytes -> reserved.addAndGet(bytes))
        .toByteArray();
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatWasCompressedComesBackInAnyLengthAndSeveralFrames() throws Exception {
    for (int length : new int[] {0, 1, 1000, 16 * 1024, 16 * 1024 + 1, 3 << 20, LIMIT}) {
      byte[] text = random(length, length);
      Arrays.fill(text, 0, length / 2, (byte) 'x');
      assertThat(inflate(Zstd.compress(text))).as("%s bytes", length).isEqualTo(text);
      assertThat(reserved.get()).isGreaterThanOrEqualTo(length);
    }
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(Zstd.compress("one ".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    two.writeBytes(Zstd.compress("two".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(inflate(two.toByteArray())).asString().isEqualTo("one two");
  }

  @Test
  void aBombIsStoppedAtTheFirstByteBeyondTheLimitAndReservedForOnTheWay() {
    byte[] bomb = Zstd.compress(new byte[40 << 20]);
    assertThat(bomb.length).isLessThan(64 * 1024);
    assertThatThrownBy(() -> inflate(bomb))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isSameAs(TOO_LARGE));
    assertThat(reserved.get()).isBetween((long) LIMIT, 2L * LIMIT);
    assertThatThrownBy(() -> inflate(Zstd.compress(new byte[LIMIT + 1])))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void everyCutAndAnythingElseIsRefusedAsMalformed() throws Exception {
    byte[] good = Zstd.compress(random(300, 1));
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertMalformed(cut);
    }
    assertMalformed("no zstd".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    byte[] damaged = good.clone();
    damaged[0] ^= 1;
    assertMalformed(damaged);
  }

  @Test
  void aFrameThatWantsALargeWindowIsRefused() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setLong(27);
      zstd.write(random(1000, 2));
    }
    assertMalformed(out.toByteArray());
  }

  private void assertMalformed(byte[] in) {
    assertThatThrownBy(() -> inflate(in))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(Refusal.Reason.MALFORMED));
  }
}
