// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FastGzipTest {

  static Supplier<Supplier<Deflater>>[] ways() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Supplier<Supplier<Deflater>>[] ways = new Supplier[] {Deflaters::fastest, FastGzipTest::jdk};
    return ways;
  }

  private static Supplier<Deflater> jdk() {
    return Deflaters::jdk;
  }

  private static byte[] gunzip(byte[] compressed) throws Exception {
    return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
  }

  private static byte[] message(Random random, int length) {
    byte[] bytes = new byte[length];
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes); // does not compress
    } else {
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) ("gen_ai.input.messages".charAt(i % 21) + random.nextInt(2));
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyMessageComesBackWhateverItsLengthAndWhereverItLies(Supplier<Supplier<Deflater>> way)
      throws Exception {
    FastGzip gzip = new FastGzip(way.get());
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      int length =
          switch (round % 4) {
            case 0 -> round / 4;
            case 1 -> random.nextInt(5_000);
            case 2 -> random.nextInt(200_000);
            default -> random.nextInt(2_000_000) / (1 + random.nextInt(20));
          };
      byte[] message = message(random, length);
      byte[] around = new byte[length + 9];
      int offset = round % 3 == 0 ? 5 : 0;
      System.arraycopy(message, 0, around, offset, length);
      byte[] compressed = gzip.compress(new ByteSlice(around, offset, length)).toByteArray();
      assertThat(gunzip(compressed)).as("round %s, %s bytes", round, length).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aMessageMayComeInPieces(Supplier<Supplier<Deflater>> way) throws Exception {
    FastGzip gzip = new FastGzip(way.get());
    byte[] message = message(new Random(8), 300_000);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    try (OutputStream out = gzip.compress(pieces)) {
      out.write(message[0]);
      out.write(message, 1, 100_000);
      out.write(message, 100_001, message.length - 100_001);
    }
    assertThat(gunzip(pieces.toByteArray())).isEqualTo(message);

    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream out = gzip.compress(whole)) {
      ((FastGzip.MessageStream) out).writeWhole(Body.plain(ByteSlice.of(message)));
    }
    assertThat(gunzip(whole.toByteArray())).isEqualTo(message);

    ByteArrayOutputStream nothing = new ByteArrayOutputStream();
    gzip.compress(nothing).close();
    assertThat(gunzip(nothing.toByteArray())).isEmpty();
  }
}
