// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

/** Cuts a stream of bytes into chunks of an answer. Not thread-safe. */
public interface Splitter {

  void bytes(byte[] bytes, int offset, int length);

  /** No more bytes come; what is left is a chunk if it can be. */
  void end();
}
