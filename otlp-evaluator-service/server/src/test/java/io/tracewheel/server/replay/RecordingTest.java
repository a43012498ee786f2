// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void linesOfAnyLengthComeBackAsTheyWereWritten(boolean gzip) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add("x".repeat(1 + random.nextInt(i % 7 == 0 ? 300_000 : 200)) + i);
    }
    byte[] text = String.join("\n", lines).getBytes(UTF_8);
    Path file = Files.write(directory.resolve("lines"), gzip ? gzip(text) : text);

    assertThat(read(file.toString(), NOTHING)).as("seed %d", seed).isEqualTo(lines);
  }

  @Test
  void blankLinesAndCarriageReturnsAreNoRequestsButAreCounted() throws IOException {
    Path file = Files.writeString(directory.resolve("lines"), "\n{}\r\n  \n{} \n\n");

    try (Recording recording = Recording.open(file.toString(), NOTHING)) {
      assertThat(text(recording.next())).isEqualTo("{}");
      assertThat(recording.line()).isEqualTo(2);
      assertThat(text(recording.next())).isEqualTo("{}");
      assertThat(recording.line()).isEqualTo(4);
      assertThat(recording.next()).isNull();
    }
  }

  @Test
  void aDashIsStandardInputGzippedOrNot() throws IOException {
    assertThat(read("-", new ByteArrayInputStream("a\nb".getBytes(UTF_8))))
        .containsExactly("a", "b");
    assertThat(read("-", new ByteArrayInputStream(gzip("a\nb".getBytes(UTF_8)))))
        .containsExactly("a", "b");
  }

  @Test
  void anEmptyFileHasNoLines() throws IOException {
    assertThat(read(Files.createFile(directory.resolve("empty")).toString(), NOTHING)).isEmpty();
  }

  @Test
  void aMissingFileIsNamed() {
    String missing = directory.resolve("missing.jsonl").toString();

    assertThatThrownBy(() -> Recording.open(missing, NOTHING))
        .isInstanceOf(BadRecordingException.class)
        .hasMessage("There is no file " + missing + "; check the path.");
  }

  @Test
  void aDirectoryIsNoRecording() {
    assertThatThrownBy(() -> Recording.open(directory.toString(), NOTHING))
        .isInstanceOf(BadRecordingException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void gzipDataThatIsCutOffIsReportedWithTheLineBefore() throws IOException {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append(Long.toHexString(random.nextLong())).append('\n');
    }
    byte[] whole = gzip(text.toString().getBytes(UTF_8));
    Path file =
        Files.write(directory.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 1_000));

    assertThatThrownBy(() -> read(file.toString(), NOTHING))
        .rootCause()
        .isInstanceOf(BadRecordingException.class)
        .hasMessageContaining("is damaged behind line ");
  }

  private static List<String> read(String name, InputStream stdin) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Recording recording = Recording.open(name, stdin)) {
      for (ByteSlice line = recording.next(); line != null; line = recording.next()) {
        lines.add(new String(line.toByteArray(), UTF_8));
      }
    } catch (BadRecordingException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static String text(@org.jspecify.annotations.Nullable ByteSlice line) {
    return line == null ? "" : new String(line.toByteArray(), UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
