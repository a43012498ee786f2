// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.judges.JudgeSpan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the spans of judges' own work, one OTLP/JSON line each. Thread-safe. */
final class JudgeSpanFile implements JudgeSpan.Sink, AutoCloseable {
  private final PrintWriter out;

  private JudgeSpanFile(Writer out) {
    this.out = new PrintWriter(out);
  }

  /** A file; null for nowhere. */
  static JudgeSpanFile open(@Nullable String file) throws IOException {
    try {
      return new JudgeSpanFile(
          file == null ? Writer.nullWriter() : Files.newBufferedWriter(Path.of(file)));
    } catch (IOException e) {
      throw new IOException(
          "The judges' spans cannot be written to " + file + "; check the path and its rights.", e);
    }
  }

  @Override
  public synchronized void ended(JudgeSpan span) {
    out.println(JudgeSpan.otlpJson(List.of(span)));
  }

  @Override
  public synchronized void close() {
    out.close();
  }
}
