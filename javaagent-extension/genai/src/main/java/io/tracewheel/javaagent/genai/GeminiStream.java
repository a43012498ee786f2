// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the chunks of {@code streamGenerateContent} into what the whole response would have been.
 */
public final class GeminiStream implements ChunkDecoder {

  /** More candidates or parts than any model gives; keeps a broken stream from costing memory. */
  private static final int MOST = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final Map<Long, Candidate> candidates = new TreeMap<>();
  private boolean blocked;

  public GeminiStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  GeminiStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> body = Json.parseObject(json);
    GeminiContents.head(body, head);
    blocked |= GeminiContents.blocked(body);
    for (Object element : Json.list(body, "candidates")) {
      Map<String, Object> wire = Json.object(element);
      Long index = Json.integer(wire, "index");
      long key = index == null ? 0 : index;
      if (key >= 0 && key < MOST) {
        candidates.computeIfAbsent(key, k -> new Candidate()).add(wire);
      }
    }
  }

  @Override
  public boolean complete() {
    return candidates.isEmpty()
        ? blocked
        : candidates.values().stream().allMatch(candidate -> candidate.finishReason != null);
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    response.errorType = head.errorType;
    List<Object> messages = new ArrayList<>();
    List<@Nullable String> reasons = new ArrayList<>();
    for (Candidate candidate : candidates.values()) {
      String reason = GeminiContents.finishReason(candidate.finishReason, candidate.called);
      if (reason != null) {
        reasons.add(reason);
      }
      if (withContent) {
        messages.add(GeminiContents.outputMessage(candidate.parts(), reason));
      }
    }
    if (candidates.isEmpty() && blocked) {
      reasons.add("content_filter");
    }
    return response.finishReasons(reasons).content(Content.OUTPUT_MESSAGES, messages);
  }

  private final class Candidate {
    /** Finished parts, and builders of texts that may go on. */
    private final List<Object> parts = new ArrayList<>();

    private int length;
    private boolean called;
    private @Nullable String finishReason;

    void add(Map<String, Object> wire) {
      String reason = Json.string(wire, "finishReason");
      if (reason != null) {
        finishReason = reason;
      }
      List<Object> more = Json.list(Json.object(wire, "content"), "parts");
      called |= GeminiParts.haveCall(more);
      if (!withContent) {
        return;
      }
      for (Object element : more) {
        Map<String, Object> part = Json.object(element);
        if (length > maxText || part.isEmpty()) {
          continue;
        }
        String text = Json.string(part, "text");
        if (text == null) {
          add(GeminiParts.part(part), Json.write(part).length());
        } else if (!text.isEmpty()) {
          length += text.length();
          text(GeminiParts.isThought(part)).append(text);
        }
      }
    }

    private void add(Object part, int size) {
      if (parts.size() < MOST) {
        parts.add(part);
        length += size;
      }
    }

    /** Where a text goes on; thoughts and answers do not mix. */
    private StringBuilder text(boolean thought) {
      Object last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      if (last instanceof Text && ((Text) last).thought == thought) {
        return ((Text) last).content;
      }
      Text next = new Text(thought);
      add(next, 0);
      return next.content;
    }

    List<Object> parts() {
      List<Object> finished = new ArrayList<>();
      for (Object part : parts) {
        finished.add(part instanceof Text ? ((Text) part).part() : part);
      }
      return finished;
    }
  }

  private static final class Text {
    final boolean thought;
    final StringBuilder content = new StringBuilder();

    Text(boolean thought) {
      this.thought = thought;
    }

    Map<String, Object> part() {
      Map<String, Object> wire = new LinkedHashMap<>();
      wire.put("text", content.toString());
      wire.put("thought", thought);
      return GeminiParts.part(wire);
    }
  }
}
