// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseSplitterTest {

  private static final int LIMIT = 1 << 20;

  private static List<String> split(String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    return split(bytes, bytes.length, new Random(0), LIMIT);
  }

  private static List<String> split(byte[] bytes, int longest, Random random, int limit) {
    List<String> events = new ArrayList<>();
    SseSplitter splitter = new SseSplitter(limit, events::add);
    int at = 0;
    while (at < bytes.length) {
      int length = longest == bytes.length ? longest : 1 + random.nextInt(longest);
      length = Math.min(length, bytes.length - at);
      splitter.bytes(bytes, at, length);
      at += length;
    }
    splitter.end();
    return events;
  }

  @Test
  void theDataOfEachEventIsGivenOut() {
    assertThat(split("data: one\n\ndata:two\n\n: comment\n\nevent: x\nid: 3\ndata: three\n\n"))
        .containsExactly("one", "two", "three");
  }

  @Test
  void linesEndAsTheyLike() {
    assertThat(split("data: a\r\n\r\ndata: b\r\rdata: c\n\n")).containsExactly("a", "b", "c");
  }

  @Test
  void linesOfOneEventAreJoined() {
    assertThat(split("data: a\ndata\ndata:  b\n\n")).containsExactly("a\n\n b");
  }

  @Test
  void otherFieldsAndALeadingMarkAreSkipped() {
    assertThat(split("\uFEFFdata: a\ndatabase: no\nretry: 1\n\nevent: lonely\n\n"))
        .containsExactly("a");
  }

  @Test
  void anEventWithoutItsEmptyLineCounts() {
    assertThat(split("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
  }

  @Test
  void tooLongEventsAreLeftOutAndTheNextOnesAreNot() {
    byte[] stream =
        ("data: "
                + "x".repeat(100)
                + "\n\ndata: a\n\ndata: 123456789012345\ndata: 678901234567890\n\n"
                + "data: b\n\n")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(split(stream, 7, new Random(1), 24)).containsExactly("a", "b");
  }

  @Test
  void anyCutOfTheBytesGivesWhatTheWholeGives() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<String> expected = new ArrayList<>();
      byte[] stream = stream(random, expected).getBytes(StandardCharsets.UTF_8);
      assertThat(split(stream, stream.length, random, LIMIT))
          .as("whole, seed " + seed)
          .isEqualTo(expected);
      for (int longest : new int[] {1, 2, 3, 17, 4096}) {
        assertThat(split(stream, longest, random, LIMIT))
            .as("pieces up to %d, seed %d", longest, seed)
            .isEqualTo(expected);
      }
    }
  }

  /** Events in all spellings, with their data. */
  private static String stream(Random random, List<String> expected) {
    String[] ends = {"\n", "\r\n", "\r"};
    String[] words = {"", "a", "{\"x\":1}", "é", "日本", "😀", " ", ":", "data", "[DONE]"};
    StringBuilder stream = new StringBuilder();
    // One kind of line end a stream: a lone CR followed by LF would be a pair.
    String end = ends[random.nextInt(ends.length)];
    for (int event = random.nextInt(8); event > 0; event--) {
      List<String> lines = new ArrayList<>();
      for (int line = 1 + random.nextInt(4); line > 0; line--) {
        switch (random.nextInt(4)) {
          case 0 -> stream.append(": ").append(words[random.nextInt(words.length)]).append(end);
          case 1 -> stream.append("event: message").append(end);
          default -> {
            StringBuilder data = new StringBuilder();
            for (int word = random.nextInt(5); word > 0; word--) {
              data.append(words[random.nextInt(words.length)]);
            }
            lines.add(data.toString());
            stream.append("data: ").append(data).append(end);
          }
        }
      }
      stream.append(end);
      if (!lines.isEmpty()) {
        expected.add(String.join("\n", lines));
      }
    }
    return stream.toString();
  }
}
