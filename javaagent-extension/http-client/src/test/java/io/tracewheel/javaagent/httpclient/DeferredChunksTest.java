// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GenAiResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeferredChunksTest {

  /** Writes down what it is given to read. */
  private static final class Notes implements ChunkDecoder {
    final List<String> read = new ArrayList<>();

    @Override
    public void chunk(String json) {
      read.add(json);
    }

    @Override
    public boolean complete() {
      return false;
    }

    @Override
    public GenAiResponse response() {
      return new GenAiResponse();
    }
  }

  @Test
  void nothingIsReadBeforeTheEndAndThenEachChunkOnceAndInOrder() {
    Notes notes = new Notes();
    DeferredChunks chunks = new DeferredChunks(notes, 1000);
    chunks.chunk("a");
    chunks.chunk("b");
    assertThat(notes.read).isEmpty();
    chunks.complete();
    chunks.response();
    assertThat(notes.read).containsExactly("a", "b");
  }

  @Test
  void ofALongAnswerTheBeginningAndTheEndAreKept() {
    Notes notes = new Notes();
    DeferredChunks chunks = new DeferredChunks(notes, 100);
    for (int i = 0; i < 100_000; i++) {
      chunks.chunk(String.format("%010d", i));
    }
    chunks.response();
    assertThat(notes.read).hasSizeBetween(1000, 10_000);
    assertThat(notes.read.subList(0, 10)).last().isEqualTo("0000000009");
    assertThat(notes.read).last().isEqualTo("0000099999");
    assertThat(notes.read).isSorted();
  }
}
