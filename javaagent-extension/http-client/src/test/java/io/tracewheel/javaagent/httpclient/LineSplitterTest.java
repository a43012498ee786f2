// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

  @Test
  void linesAreTheSameInWhateverPiecesTheyCome() {
    List<String> lines = List.of("{\"a\":\"Grüße 🚀\"}", "{\"b\":2}", "{\"c\":3}");
    byte[] bytes =
        (lines.get(0) + "\r\n\n" + lines.get(1) + "\n" + lines.get(2))
            .getBytes(StandardCharsets.UTF_8);
    long seed = 8;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<String> seen = new ArrayList<>();
      LineSplitter splitter = new LineSplitter(100, seen::add);
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, random.nextInt(8));
        splitter.bytes(bytes, at, length);
        at += length;
      }
      splitter.end();
      assertThat(seen).as("seed %d, round %d", seed, round).isEqualTo(lines);
    }
  }

  @Test
  void aLineThatIsTooLongIsLeftOut() {
    List<String> seen = new ArrayList<>();
    LineSplitter splitter = new LineSplitter(10, seen::add);
    byte[] bytes = "{\"long\":\"123456\"}\n{\"b\":2}\n".getBytes(StandardCharsets.UTF_8);
    splitter.bytes(bytes, 0, bytes.length);
    assertThat(seen).containsExactly("{\"b\":2}");
  }
}
