// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body as a stream of bytes, watched while it is read. */
final class TracedInputStream extends FilterInputStream {

  private final AnswerBody answer;

  /** Whether reading to the end is the end of the call; else somebody else tells it. */
  private final boolean ends;

  TracedInputStream(InputStream source, AnswerBody answer, boolean ends) {
    super(source);
    this.answer = answer;
    this.ends = ends;
  }

  @Override
  public int read() throws IOException {
    int one;
    try {
      one = super.read();
    } catch (IOException | RuntimeException failure) {
      failed(failure);
      throw failure;
    }
    if (one < 0) {
      end();
    } else {
      answer.bytes(new byte[] {(byte) one}, 0, 1);
    }
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(bytes, offset, length);
    } catch (IOException | RuntimeException failure) {
      failed(failure);
      throw failure;
    }
    if (count < 0) {
      end();
    } else {
      answer.bytes(bytes, offset, count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (ends) {
        answer.closed();
      }
    }
  }

  private void end() {
    if (ends) {
      answer.end();
    }
  }

  private void failed(Throwable failure) {
    if (ends) {
      answer.failed(failure);
    }
  }
}
