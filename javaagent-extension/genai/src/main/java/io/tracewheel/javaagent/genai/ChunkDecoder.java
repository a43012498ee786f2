// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

/** Folds the chunks of one streamed answer. Not thread-safe; {@link StreamCall} sees to that. */
public interface ChunkDecoder {

  /** Takes one chunk as JSON text; ignores what it cannot read. */
  void chunk(String json);

  /** Whether the provider said that the answer is whole. */
  boolean complete();

  /** What has been received so far. */
  GenAiResponse response();
}
