// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.Prefix;
import io.tracewheel.javaagent.genai.Splitter;
import java.util.function.Consumer;

/** Cuts a stream of JSON lines, in whatever pieces the bytes come. Not thread-safe. */
final class LineSplitter implements Splitter {

  private final Consumer<String> lines;
  private final Prefix line;

  /**
   * @param limit most bytes of one line; a longer one is left out
   */
  LineSplitter(int limit, Consumer<String> lines) {
    this.lines = lines;
    this.line = new Prefix(limit);
  }

  @Override
  public void bytes(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        end();
      } else {
        line.add(bytes[i]);
      }
    }
  }

  @Override
  public void end() {
    String text = line.isWhole() ? line.text().trim() : "";
    line.clear();
    if (!text.isEmpty()) {
      lines.accept(text);
    }
  }
}
