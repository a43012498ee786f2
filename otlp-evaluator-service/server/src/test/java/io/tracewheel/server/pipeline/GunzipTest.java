// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.pipeline.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {
  private static final Refusal TOO_LARGE = Refusal.tooLarge(1000, "limit");

  private final Gunzip gunzip = new Gunzip();

  @Test
  void decompressesWhatTheJdkCompressedForManySizesWithOneObject() throws Exception {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(200_000)];
      if (i % 3 == 0) {
        random.nextBytes(bytes);
      }
      assertThat(inflate(gzip(bytes), 200_000)).as("seed %d, round %d", seed, i).isEqualTo(bytes);
    }
  }

  @Test
  void takesSeveralMembersAndEveryOptionalHeaderField() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(new byte[] {1, 2}));
    byte[] plain = gzip(new byte[] {3});
    // Extra field of 2 bytes, name, comment and header check sum.
    members.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0});
    members.write(new byte[] {2, 0, 9, 9, 'n', 0, 'c', 0, 7, 7});
    members.write(plain, 10, plain.length - 10);

    assertThat(inflate(members.toByteArray(), 100)).containsExactly(1, 2, 3);
  }

  @Test
  void takesExactlyTheLimitAndRefusesOneByteMore() throws Exception {
    for (int limit :
        new int[] {1000, 16 * 1024, 16 * 1024 + 1, 100_000, 4 << 20, (4 << 20) + 1, 9_000_000}) {
      assertThat(inflate(gzip(new byte[limit]), limit)).hasSize(limit);
      assertThat(refusal(gzip(new byte[limit + 1]), limit).reason()).isEqualTo(Reason.TOO_LARGE);
    }
  }

  @Test
  void refusesEveryTruncationAndEveryChangedByteOrYieldsTheOriginal() throws Exception {
    byte[] original =
        "the quick brown fox jumps over the lazy dog, twice".repeat(3).getBytes("UTF-8");
    byte[] compressed = gzip(original);
    for (int length = 0; length < compressed.length; length++) {
      assertThat(refusal(Arrays.copyOf(compressed, length), 10_000).reason())
          .isEqualTo(Reason.MALFORMED);
    }
    for (int i = 0; i < compressed.length; i++) {
      byte[] changed = compressed.clone();
      changed[i] ^= 0x41;
      try {
        // Time stamp, operating system and such are nobody's business.
        assertThat(inflate(changed, 10_000)).as("byte %d", i).isEqualTo(original);
        assertThat(i).isBetween(3, 9);
      } catch (RefusedException e) {
        assertThat(e.refusal().reason()).isEqualTo(Reason.MALFORMED);
      }
    }
  }

  @Test
  void decompressesLargeMembersByteForByteAndKeepsNoLargeBuffer() throws Exception {
    Random random = new Random(7);
    byte[] large = new byte[11_000_000];
    random.nextBytes(large);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(Arrays.copyOf(large, 5_000_000)));
    members.write(gzip(Arrays.copyOfRange(large, 5_000_000, large.length)));

    assertThat(inflate(members.toByteArray(), 64 << 20)).isEqualTo(large);
    assertThat(inflate(gzip(new byte[] {1}), 10)).containsExactly(1);
    ByteSlice small = gunzip.inflate(ByteSlice.of(gzip(new byte[1])), 10, TOO_LARGE, room -> {});
    assertThat(small.array().length).isLessThanOrEqualTo(4 << 20);
  }

  @Test
  void asksForRoomBeforeItGrowsAndForNoneBeyondTheKeptBufferOnABomb() {
    AtomicLong granted = new AtomicLong();
    byte[] bomb = gzip(new byte[50 << 20]);

    assertThat(
            catchThrowableOfType(
                    RefusedException.class,
                    () ->
                        gunzip.inflate(ByteSlice.of(bomb), 40 << 20, TOO_LARGE, granted::addAndGet))
                .refusal())
        .isEqualTo(TOO_LARGE);
    assertThat(granted.get()).isEqualTo(4 << 20);

    assertThatThrownBy(
            () ->
                gunzip.inflate(
                    ByteSlice.of(bomb),
                    100 << 20,
                    TOO_LARGE,
                    bytes -> {
                      if (bytes > 8 << 20) {
                        throw new RefusedException(Refusal.malformed("no room for " + bytes));
                      }
                    }))
        .hasMessage("no room for " + (50 << 20));
  }

  @Test
  void readsOnlyItsSlice() throws Exception {
    byte[] compressed = gzip(new byte[] {5, 6});
    byte[] around = new byte[compressed.length + 20];
    System.arraycopy(compressed, 0, around, 7, compressed.length);

    assertThat(
            gunzip
                .inflate(new ByteSlice(around, 7, compressed.length), 100, TOO_LARGE, bytes -> {})
                .toByteArray())
        .containsExactly(5, 6);
  }

  private byte[] inflate(byte[] compressed, int limit) throws RefusedException {
    return gunzip.inflate(ByteSlice.of(compressed), limit, TOO_LARGE, bytes -> {}).toByteArray();
  }

  private Refusal refusal(byte[] compressed, int limit) {
    return catchThrowableOfType(RefusedException.class, () -> inflate(compressed, limit)).refusal();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
