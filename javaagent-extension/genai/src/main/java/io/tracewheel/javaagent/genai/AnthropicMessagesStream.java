// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of a streamed message ({@code message_start}, blocks, {@code message_delta},
 * {@code message_stop}) into what the whole response would have been.
 */
public final class AnthropicMessagesStream implements ChunkDecoder {

  /** More blocks than any model gives; keeps a broken index from costing memory. */
  private static final int MAX_INDEX = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final Map<String, Object> usage = new LinkedHashMap<>();
  private final Map<Long, Block> blocks = new TreeMap<>();
  private boolean started;
  private @Nullable String stopReason;

  public AnthropicMessagesStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  AnthropicMessagesStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    chunk(Json.parseObject(json));
  }

  void chunk(Map<String, Object> event) {
    String type = Json.string(event, "type");
    switch (type == null ? "" : type) {
      case "message_start":
        started = true;
        Map<String, Object> message = Json.object(event, "message");
        AnthropicMessages.head(message, head);
        stopped(message);
        count(Json.object(message, "usage"));
        break;
      case "content_block_start":
        Block begun = block(event);
        if (begun != null) {
          begun.start(Json.object(event, "content_block"));
        }
        break;
      case "content_block_delta":
        Block grown = block(event);
        if (grown != null) {
          grown.add(Json.object(event, "delta"));
        }
        break;
      case "message_delta":
        stopped(Json.object(event, "delta"));
        count(Json.object(event, "usage"));
        break;
      default:
        // Ends of blocks, pings, and what later versions add.
    }
  }

  private void stopped(Map<String, Object> message) {
    String reason = Json.string(message, "stop_reason");
    if (reason != null) {
      stopReason = reason;
    }
  }

  /** Counts are totals so far; an event repeats only some of them. */
  private void count(Map<String, Object> counts) {
    for (Map.Entry<String, Object> entry : counts.entrySet()) {
      Messages.put(usage, entry.getKey(), entry.getValue());
    }
  }

  private @Nullable Block block(Map<String, Object> event) {
    Long index = Json.integer(event, "index");
    long key = index == null ? 0 : index;
    return !withContent || key < 0 || key > MAX_INDEX
        ? null
        : blocks.computeIfAbsent(key, k -> new Block());
  }

  /** The reason comes with the last counts; only {@code message_stop} follows. */
  @Override
  public boolean complete() {
    return stopReason != null;
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    AnthropicMessages.usage(usage, response);
    String reason = AnthropicMessages.finishReason(stopReason);
    if (reason != null) {
      response.finishReasons(AnthropicMessages.reasons(reason));
    }
    if (withContent && (started || !blocks.isEmpty())) {
      List<Object> parts = new ArrayList<>();
      blocks.values().forEach(block -> parts.add(AnthropicContent.part(block.wire())));
      response.content(
          Content.OUTPUT_MESSAGES, Messages.listOf(AnthropicMessages.outputMessage(parts, reason)));
    }
    return response;
  }

  private final class Block {
    private Map<String, Object> first = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder input = new StringBuilder();
    private final StringBuilder summary = new StringBuilder();

    void start(Map<String, Object> block) {
      first = block;
      append(text, Json.string(block, "text"));
      append(thinking, Json.string(block, "thinking"));
    }

    void add(Map<String, Object> delta) {
      append(text, Json.string(delta, "text"));
      append(thinking, Json.string(delta, "thinking"));
      append(input, Json.string(delta, "partial_json"));
      append(summary, Json.string(delta, "content"));
    }

    /** As the block of a response that came whole. */
    Map<String, Object> wire() {
      Map<String, Object> block = new LinkedHashMap<>(first);
      replace(block, "text", text);
      replace(block, "thinking", thinking);
      replace(block, "content", summary);
      if (input.length() > 0) {
        Messages.put(block, "input", Json.parseOrText(input.toString()));
      }
      if (block.get("type") == null) {
        // Its start was lost.
        block.put(
            "type", input.length() > 0 ? "tool_use" : thinking.length() > 0 ? "thinking" : "text");
      }
      return block;
    }

    private void replace(Map<String, Object> block, String key, StringBuilder grown) {
      if (grown.length() > 0) {
        block.put(key, grown.toString());
      }
    }
  }

  private void append(StringBuilder to, @Nullable String more) {
    if (more != null && to.length() <= maxText) {
      to.append(more);
    }
  }
}
