// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.ErrorBody;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the chunks of an answer as they come and has them read when the answer is over, off the
 * application's way. Of a long answer it keeps the beginning and the end: usage and finish reasons
 * come last.
 */
final class DeferredChunks implements ChunkDecoder {

  private static final int END = 64 * 1024;

  private final ChunkDecoder decoder;
  private final int limit;
  private final List<String> beginning = new ArrayList<>();
  private final Deque<String> end = new ArrayDeque<>();
  private int beginningLength;
  private int endLength;
  private @Nullable String errorType;

  /**
   * @param limit most characters of the beginning
   */
  DeferredChunks(ChunkDecoder decoder, int limit) {
    this.decoder = decoder;
    this.limit = limit;
  }

  @Override
  public void chunk(String json) {
    if (end.isEmpty() && beginningLength + json.length() <= limit) {
      beginning.add(json);
      beginningLength += json.length();
      return;
    }
    end.add(json);
    endLength += json.length();
    while (endLength > END && end.size() > 1) {
      endLength -= end.remove().length();
    }
  }

  @Override
  public boolean complete() {
    read();
    return decoder.complete();
  }

  @Override
  public GenAiResponse response() {
    read();
    GenAiResponse response = decoder.response();
    return errorType == null ? response : response.failed(errorType);
  }

  private void read() {
    beginning.forEach(this::read);
    end.forEach(this::read);
    beginning.clear();
    end.clear();
  }

  private void read(String chunk) {
    decoder.chunk(chunk);
    if (chunk.contains("\"error\"")) {
      Object error = Json.parseObject(chunk).get("error");
      if (error instanceof Map) {
        errorType = ErrorBody.type((Map<?, ?>) error);
      } else if (error instanceof String) {
        errorType = "_OTHER"; // a sentence
      }
    }
  }
}
