// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FastInflaterTest {
  private static final long SEED = 20261122;

  private final FastInflater inflater = new FastInflater();
  private final Random random = new Random(SEED);

  /** What comes out, and how many bytes of the input it took. */
  private record Inflated(byte[] bytes, int taken) {}

  @Test
  void takesAndRefusesExactlyWhatZlibDoes() throws Exception {
    int refused = 0;
    int taken = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] data = deflated(message(round % 40 == 0 ? 600_000 : 6_000));
      data = Arrays.copyOf(data, data.length + random.nextInt(12));
      if (round % 2 == 1) {
        damage(data);
      }
      if (round % 5 == 1) {
        data = Arrays.copyOf(data, random.nextInt(data.length + 1));
      }
      Inflated expected = byTheJdk(data);
      Inflated actual = inflate(data, 1 + random.nextInt(100_000));
      String where = "seed " + SEED + ", round " + round;
      if (expected == null) {
        assertThat(actual).as(where).isNull();
        refused++;
      } else {
        assertThat(actual).as(where).isNotNull();
        assertThat(actual.bytes()).as(where).isEqualTo(expected.bytes());
        assertThat(actual.taken()).as(where).isEqualTo(expected.taken());
        taken++;
      }
    }
    assertThat(taken).isGreaterThan(1_200);
    assertThat(refused).isGreaterThan(700);
  }

  @Test
  void bytesOfNoMeaningAreTakenAndRefusedAsZlibDoes() throws Exception {
    for (int round = 0; round < 20_000; round++) {
      byte[] data = new byte[1 + random.nextInt(80)];
      random.nextBytes(data);
      // A final block of each kind, so that more than its first bits are looked at.
      data[0] = (byte) (data[0] & 0xf8 | 1 | random.nextInt(3) << 1);
      Inflated expected = byTheJdk(data);
      Inflated actual = inflate(data, 4_000);
      assertThat(actual == null).as("seed %s, round %s", SEED, round).isEqualTo(expected == null);
      if (expected != null && actual != null) {
        assertThat(actual.bytes()).as("round %s", round).isEqualTo(expected.bytes());
      }
    }
  }

  @Test
  void aCompressedBodyIsTheMessageAgain() {
    for (int round = 0; round < 200; round++) {
      byte[] message = message(50_000);
      Body body = new Body(Body.plain(ByteSlice.of(message)).gzip(), true);
      assertThat(body.plainLength()).isEqualTo(message.length);
      assertThat(body.plain().toByteArray()).as("round %s", round).isEqualTo(message);
      assertThat(body.gzip()).isSameAs(body.bytes());
    }
  }

  /** Decodes in steps into a window that is moved, as a caller with little room does. */
  private @Nullable Inflated inflate(byte[] data, int step) {
    byte[] window = new byte[FastInflater.WINDOW + step + FastInflater.SLACK];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int start = 0;
    int position = 0;
    inflater.begin(data, 0, data.length);
    try {
      while (!inflater.finished()) {
        if (window.length - position < FastInflater.SLACK) {
          int kept = Math.min(FastInflater.WINDOW, position - start);
          System.arraycopy(window, position - kept, window, 0, kept);
          start = 0;
          position = kept;
        }
        int next = inflater.inflate(window, start, position);
        all.write(window, position, next - position);
        position = next;
      }
    } catch (DataFormatException e) {
      return null;
    }
    return new Inflated(all.toByteArray(), inflater.dataEnd());
  }

  private static @Nullable Inflated byTheJdk(byte[] data) {
    Inflater jdk = new Inflater(true);
    try {
      jdk.setInput(data);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[64 << 10];
      while (!jdk.finished()) {
        int count = jdk.inflate(buffer);
        if (count == 0 && !jdk.finished()) {
          return null;
        }
        all.write(buffer, 0, count);
      }
      return new Inflated(all.toByteArray(), data.length - jdk.getRemaining());
    } catch (DataFormatException e) {
      return null;
    } finally {
      jdk.end();
    }
  }

  private byte[] message(int longest) {
    byte[] message = new byte[random.nextInt(longest)];
    int kind = random.nextInt(4);
    if (kind == 0) {
      random.nextBytes(message);
    } else {
      for (int i = 0; i < message.length; i++) {
        message[i] =
            (byte)
                (kind == 3
                    ? 'a' + (int) Math.abs(12 * random.nextGaussian())
                    : "gen_ai.input.messages".charAt(i % 21) + random.nextInt(kind));
      }
    }
    return message;
  }

  private byte[] deflated(byte[] message) {
    Deflater deflater = new Deflater(random.nextInt(10), true);
    deflater.setStrategy(random.nextInt(3));
    deflater.setInput(message);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[10_000];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private void damage(byte[] data) {
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      int within = random.nextBoolean() ? Math.min(90, data.length) : data.length;
      data[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
    }
  }
}
